//! Requests as lines of a log.

use crate::samples::request::{Kind, Sample};
use serde::Serialize;
use std::io::{self, Write};
use store_auth::{Iso8601, SignedRequest};
use store_auth_requests::Format;

/// Writes the line that comes before all others, in CSV.
pub(crate) fn write_header(out: &mut impl Write, format: Format) -> io::Result<()> {
    match format {
        Format::Csv => writeln!(out, "time,id,cid,pc,expiry,signature"),
        Format::W3c => {
            writeln!(
                out,
                "#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status"
            )
        }
        Format::Ndjson | Format::Combined | Format::JsonLog => Ok(()),
    }
}

/// Writes a request.
pub(crate) fn write(out: &mut impl Write, format: Format, sample: &Sample) -> io::Result<()> {
    let time = Iso8601(sample.time).to_string();
    let Sample { id, product_code: pc, expiry, signature, .. } = sample;
    if sample.kind == Kind::Garbage {
        return writeln!(out, "{{{time} upstream timed out, while reading");
    }
    let (display, company) =
        if sample.is_company { (None, Some(&**id)) } else { (Some(&**id), None) };
    match format {
        Format::Ndjson => {
            let (id, cid) = (display, company);
            json(out, &Request { time: &time, id, cid, pc, expiry, signature })
        }
        Format::Csv => {
            let (id, cid) = (display.unwrap_or_default(), company.unwrap_or_default());
            writeln!(out, "{time},{id},{cid},{pc},{expiry},{signature}")
        }
        Format::Combined => {
            let time = sample.time.format("%d/%b/%Y:%H:%M:%S %z");
            let (address, status, target) = (sample.address, status(sample), target(sample));
            writeln!(
                out,
                "192.0.2.{address} - - [{time}] \"GET {target} HTTP/1.1\" {status} 612 \"-\" \"display/1.0\""
            )
        }
        Format::W3c => {
            let time = sample.time.format("%Y-%m-%d %H:%M:%S");
            let (address, status, target) = (sample.address, status(sample), target(sample));
            let (path, query) = target.split_once('?').unwrap_or((&target, "-"));
            writeln!(out, "{time} 192.0.2.{address} GET {path} {query} {status}")
        }
        Format::JsonLog => json(
            out,
            &Access {
                time_iso8601: &time,
                remote_addr: &format!("192.0.2.{}", sample.address),
                request_method: "GET",
                request_uri: &target(sample),
                status: status(sample),
            },
        ),
    }
}

/// As `storeauth verify` reads it, with its time.
#[derive(Serialize)]
struct Request<'a> {
    time: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cid: Option<&'a str>,
    pc: &'a str,
    expiry: &'a str,
    signature: &'a str,
}

/// As nginx writes it where its variables are named so.
#[derive(Serialize)]
struct Access<'a> {
    time_iso8601: &'a str,
    remote_addr: &'a str,
    request_method: &'a str,
    request_uri: &'a str,
    status: u16,
}

fn json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

fn target(sample: &Sample) -> String {
    if sample.kind == Kind::NoAuthorization {
        return "/favicon.ico".to_owned();
    }
    let Sample { is_company, id, product_code, expiry, signature, .. } = sample;
    let request = if *is_company { SignedRequest::for_company } else { SignedRequest::for_display };
    format!("/feed?{}", request(id, product_code, expiry, signature))
}

fn status(sample: &Sample) -> u16 {
    match sample.kind {
        Kind::Authorized => 200,
        Kind::NoAuthorization => 404,
        _ => 401,
    }
}
