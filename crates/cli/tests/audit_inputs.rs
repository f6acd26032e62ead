//! `storeauth audit`: files of every kind, and none.

mod util;

use flate2::{Compression, write::GzEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use std::{fs, io::Write, path::Path};
use tempfile::tempdir;
use util::{
    NOW,
    audit::{audit, combined, generated, ndjson},
    file,
};

const MEBIBYTE: usize = 1024 * 1024;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &str) -> Vec<u8> {
    compress_to_vec(text.as_bytes(), CompressionLevel::Fastest)
}

/// [`ndjson`] at [`NOW`] as `xz` compresses it.
const XZ: &str = "fd377a585a000004e6d6b4460200210116000000742fe5a3e000c2009e5d003d888a86d415f7d27de4d15e5dc1dde0e1ed8b\
    5580015e612361d83adc82511710fc6ad0672d56949c6500c9426ca854e28b502426805fac07dfcda14dcbc1e988925c5d8b\
    faca09a32b8dec52b72d5893fd57478b53a6d4bf8b2496e4020b655eba6742143a1e636d2d70e0fed506636f6369e109c378\
    755f53ae66f922fa2582a80331079e4c5f2b1502163576c732d90220ee5a29c46ed49ba44e00000000004102a8bc89e33c10\
    0001ba01c3010000a1e65e20b1c467fb020000000004595a";

/// [`ndjson`] at [`NOW`] as `bzip2` compresses it.
const BZIP2: &str = "425a683931415926535970f6754e0000615f804010100f7ff0044826d03fa35e6a2000890d534da4d4d1a621e984d4d33506\
    4c4fd506a9b429e127931aa7a406869ea000b3445a4c9b21fa5221cc0395f600f0e09b1a81d9a90e2838421e2b453e596789\
    eba84c5145886180c5d934aa6d0a057e7a14cc4a2261f40c95e122147243d0820736482d9282934b849b7676b2282c5636ba\
    27a7c1aeb58794ba8d22c68af5d5efa02c42d415b4f256dbf42dd466491e97775357f17724538509070f6754e0";

#[test]
fn compression_is_recognized_whatever_the_name_is() {
    let log = ndjson(NOW).repeat(3000);
    for (bytes, compression) in [(gzip(&log), "gzip"), (zstd(&log), "zstd")] {
        let summary = audit().file(&bytes).assert_counts(0, &[("authorized", 3000)]);
        assert_eq!(summary["files"][0]["compression"], compression);
        audit().stdin(bytes).assert_counts(0, &[("authorized", 3000)]);
    }
}

#[test]
fn xz_and_bzip2_are_read_one_stream_behind_the_other_and_what_is_cut_is_an_error() {
    for (hex, compression) in [(XZ, "xz"), (BZIP2, "bzip2")] {
        let bytes = hex::decode(hex).unwrap();
        let summary = audit().stdin(bytes.repeat(2)).assert_counts(0, &[("authorized", 2)]);
        assert_eq!(summary["files"][0]["compression"], compression);
        let (summary, output) = audit().stdin(&bytes[..bytes.len() - 8]).summary();
        assert!(summary["files"][0]["error"].is_string(), "{summary}");
        assert_eq!(output.code, Some(2));
    }
}

#[test]
fn zeros_behind_gzip_are_passed_over_and_anything_else_is_told() {
    let zeros = [gzip(&ndjson(NOW)), vec![0; 100_000]].concat();
    audit().stdin(&zeros).assert_counts(0, &[("authorized", 1)]);
    audit().stdin([zeros, gzip(&ndjson(NOW))].concat()).assert_counts(0, &[("authorized", 2)]);
    let (summary, output) =
        audit().stdin([gzip(&ndjson(NOW)), b"text\n".into()].concat()).summary();
    assert_eq!(summary["authorized"], 1);
    let error = "error: standard input: expected the end or another member behind a member of gzip, found other bytes\n";
    assert_eq!((output.stderr.as_str(), output.code), (error, Some(2)));
}

#[test]
fn utf_16_is_told() {
    let units: Vec<u16> = format!("\u{feff}{}", ndjson(NOW)).encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for bytes in [&little[..], &big, &little[2..], &big[2..]] {
        let output = audit().stdin(bytes).run();
        let error = "error: standard input: expected UTF-8, found UTF-16: `iconv -f UTF-16 -t UTF-8` makes the one of the other\n";
        assert_eq!((output.stderr.as_str(), output.code), (error, Some(2)));
    }
}

#[test]
fn members_of_gzip_and_frames_of_zstd_follow_one_another() {
    let (one, two) = (ndjson(NOW).repeat(2), ndjson(NOW).repeat(3));
    for compress in [gzip, zstd] {
        let bytes = [compress(&one), compress(&two)].concat();
        audit().stdin(bytes).assert_counts(0, &[("authorized", 5)]);
    }
}

#[test]
fn a_compressed_file_that_is_cut_is_an_error_and_its_start_is_counted() {
    let log = generated(&[util::KEY], &["--count", "20000"]);
    for bytes in [gzip(&log), zstd(&log)] {
        let file = file(&bytes[..bytes.len() - 100]);
        let (summary, output) = audit().arg(file.path()).summary();
        assert!(summary["authorized"].as_u64().unwrap() > 1000, "{summary}");
        assert!(summary["files"][0]["error"].is_string(), "{summary}");
        let start = format!("error: {}: ", file.path().display());
        assert!(output.stderr.starts_with(&start), "{output:?}");
        assert_eq!(output.code, Some(2));
    }
}

#[test]
fn several_files_are_one_audit_each_in_its_format() {
    let summary = audit()
        .file(ndjson(NOW))
        .file(combined("26/Apr/2016:07:17:59 +0000").repeat(2))
        .file(gzip(&ndjson(NOW)))
        .assert_counts(0, &[("authorized", 4)]);
    let formats: Vec<_> =
        summary["files"].as_array().unwrap().iter().map(|file| &file["format"]).collect();
    assert_eq!(formats, ["ndjson", "combined", "ndjson"]);
}

#[test]
fn a_dash_is_standard_input() {
    audit()
        .file(ndjson(NOW))
        .arg("-")
        .stdin(ndjson(NOW).repeat(2))
        .assert_counts(0, &[("authorized", 3)]);
}

#[test]
fn files_without_a_line_are_fine() {
    let summary = audit().file("").file(gzip("")).file(zstd("")).assert_counts(0, &[]);
    assert_eq!(summary["files"][0]["format"], serde_json::Value::Null);
    audit().stdin("").assert_counts(0, &[]);
    audit().stdin("time,id,pc,expiry,signature\n").assert_counts(0, &[]);
}

#[test]
fn a_missing_file_is_an_error_and_the_others_are_checked() {
    let folder = tempdir().unwrap();
    let missing = folder.path().join("missing.log");
    let (summary, output) = audit().arg(&missing).file(ndjson(NOW)).summary();
    assert_eq!(summary["authorized"], 1);
    let start = format!("error: {}: ", missing.display());
    assert!(output.stderr.starts_with(&start), "{output:?}");
    assert_eq!(output.stderr.lines().count(), 1);
    assert_eq!(output.code, Some(2));
}

#[test]
fn a_folder_is_no_file() {
    let folder = tempdir().unwrap();
    let output = audit().arg(folder.path()).run();
    assert_eq!(output.stderr, format!("error: {}: is a directory\n", folder.path().display()));
    assert_eq!(output.code, Some(2));
}

#[test]
fn a_quoted_pattern_names_all_files_that_match_in_order() {
    let folder = tempdir().unwrap();
    for name in ["b.log", "a.log", "c.txt", "a[1].log"] {
        fs::write(folder.path().join(name), ndjson(NOW)).unwrap();
    }
    let names = |pattern: &str| -> Vec<String> {
        let (summary, _) = audit().arg(folder.path().join(pattern)).summary();
        let files = summary["files"].as_array().unwrap().iter();
        files
            .map(|file| Path::new(file["file"].as_str().unwrap()).file_name().unwrap())
            .map(|name| name.to_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("[ab].log"), ["a.log", "b.log"]);
    assert_eq!(names("*.log"), ["a.log", "a[1].log", "b.log"]);
    assert_eq!(names("a[1].log"), ["a[1].log"]);
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error() {
    let folder = tempdir().unwrap();
    let pattern = folder.path().join("*.log");
    let message = format!("pattern {}: expected files, found none", pattern.display());
    audit().arg(&pattern).run().assert_error(&message);
}

#[test]
fn lines_may_end_with_carriage_return_and_line_feed_or_with_the_file() {
    let log = ndjson(NOW).replace('\n', "\r\n").repeat(2) + ndjson(NOW).trim_end();
    audit().stdin(log).assert_counts(0, &[("authorized", 3)]);
}

#[test]
fn lines_may_end_with_a_carriage_return_alone() {
    let log = ndjson(NOW).replace('\n', "\r");
    audit().stdin(log.repeat(3)).assert_counts(0, &[("authorized", 3)]);
    // Over more than a chunk, and more than the longest line; mixed with the others.
    audit().stdin(log.repeat(10_000)).assert_counts(0, &[("authorized", 10_000)]);
    let mixed =
        [&log, &ndjson(NOW), &ndjson(NOW).replace('\n', "\r\n"), "\r", "\n\r", &log].concat();
    audit().stdin(mixed).assert_counts(1, &[("authorized", 4), ("garbage", 2)]);
}

#[test]
fn blank_lines_are_garbage() {
    let log = format!("{}\n\r\n{}", ndjson(NOW), ndjson(NOW));
    audit().stdin(log).assert_counts(1, &[("authorized", 2), ("garbage", 2)]);
}

#[test]
fn a_line_of_more_than_a_mebibyte_is_garbage_and_the_next_is_read() {
    let excess = "x".repeat(MEBIBYTE + 1);
    let very_long = "x".repeat(5 * MEBIBYTE);
    let log =
        [&ndjson(NOW), &excess, "\n", &ndjson(NOW), &very_long, "\r\n", &ndjson(NOW), &very_long]
            .concat();
    for log in [log.clone().into_bytes(), gzip(&log)] {
        let summary = audit().stdin(log).assert_counts(1, &[("authorized", 3), ("garbage", 3)]);
        for (sample, line) in summary["garbageSamples"].as_array().unwrap().iter().zip([2, 4, 6]) {
            assert_eq!(sample["problem"], "expected at most 1048576 bytes");
            assert_eq!(sample["line"], line);
        }
    }
}

#[test]
fn a_line_of_a_mebibyte_is_a_request() {
    let request = ndjson(NOW);
    let filler = "x".repeat(MEBIBYTE - request.trim_end().len() - r#""x":"","#.len());
    let padded = request.replace("{\"time", &format!("{{\"x\":\"{filler}\",\"time"));
    assert_eq!(padded.len(), MEBIBYTE + 1);
    for end in ["\n", "\r\n", ""] {
        let log = ndjson(NOW) + padded.trim_end() + end;
        audit().stdin(log).assert_counts(0, &[("authorized", 2)]);
    }
}

#[test]
fn lines_are_numbered_from_the_start_of_each_file() {
    // Many chunks of lines of different lengths.
    let mut log = String::new();
    let mut garbage = Vec::new();
    for number in 1..=20_000_u64 {
        if number % 4000 == 0 {
            log += &"x".repeat(usize::try_from(number).unwrap() / 10);
            garbage.push(number);
        } else {
            log += ndjson(NOW).trim_end();
        }
        log.push('\n');
    }
    let summary = audit().file(&log).file(&log).args(["--threads", "3"]).summary().0;
    let lines: Vec<_> = summary["garbageSamples"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sample| sample["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [&garbage[..], &garbage[..]].concat());
}

#[test]
fn an_output_that_is_one_of_the_inputs_is_refused() {
    let log = file(ndjson(NOW));
    for option in ["--denied", "--report"] {
        let message = format!(
            "{option} {}: expected another file than those to be read",
            log.path().display()
        );
        audit().arg(log.path()).arg(option).arg(log.path()).run().assert_error(&message);
    }
    assert_eq!(fs::read_to_string(log.path()).unwrap(), ndjson(NOW));
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    for (args, message) in [
        (
            ["--input-format", "combined", "--url-member", "x"],
            "--url-member goes with --input-format json-log or csv",
        ),
        (
            ["--input-format", "combined", "--time-member", "x"],
            "--time-member does not go with --input-format combined",
        ),
        (
            ["--denied", "/tmp/missing/x", "--report", "/tmp/missing/x"],
            "--report: expected another file than that of --denied",
        ),
    ] {
        audit().args(args).run().assert_error(message);
    }
    let output = audit().args(["--at", NOW, "--time-member", "x"]).run();
    let message = "the argument '--at <INSTANT>' cannot be used with '--time-member <PATH>'";
    output.assert_usage(message);
}
