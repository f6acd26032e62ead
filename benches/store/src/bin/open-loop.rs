//! Asks at a fixed rate, whether answers come or not, and says how long they took: from when a request was due, so that what
//! waits behind a slow one counts too.
//!
//! `open-loop HOST:PORT PATH RATE SECONDS`, where `{}` in the path is the number of the request modulo 10,000. Prints the
//! number of answers, of those that were not 200, and quantiles in milliseconds.

use anyhow::Context;
use http_body_util::{BodyExt, Empty};
use hyper::{Request, body::Bytes, client::conn::http1::SendRequest};
use hyper_util::rt::TokioIo;
use std::{
    env,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};
use tokio::{
    net::TcpStream,
    sync::{Mutex, mpsc},
    task::JoinSet,
};

/// Connections that are kept, as those of a proxy in front.
const CONNECTIONS: usize = 64;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [host, path, rate, seconds] = arguments.as_slice() else {
        anyhow::bail!("expected HOST:PORT PATH RATE SECONDS");
    };
    let rate: u32 = rate.parse().context("rate")?;
    let seconds: u32 = seconds.parse().context("seconds")?;
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Arc::new(Mutex::new(connect(host).await?)));
    }
    let mut due = ticks(rate, rate * seconds);
    let mut asking = JoinSet::new();
    let mut connections = connections.iter().cycle();
    while let Some(((number, due), connection)) = due.recv().await.zip(connections.next()) {
        let connection = Arc::clone(connection);
        let uri = path.replace("{}", &(number % 10_000).to_string());
        let host = host.clone();
        asking.spawn(async move {
            let request = Request::get(uri).header("host", host).body(Empty::<Bytes>::new())?;
            let mut connection = connection.lock().await;
            connection.ready().await?;
            let response = connection.send_request(request).await?;
            let status = response.status();
            response.into_body().collect().await?;
            anyhow::Ok((status.as_u16(), due.elapsed()))
        });
    }
    let mut times = Vec::new();
    let mut others = 0;
    while let Some(answered) = asking.join_next().await {
        let (status, time) = answered??;
        others += u32::from(status != 200);
        times.push(time);
    }
    times.sort_unstable();
    let at = |share: usize| {
        let index = (times.len() * share / 1000).min(times.len().saturating_sub(1));
        times.get(index).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    };
    let (half, most, nearly_all, longest) = (at(500), at(990), at(999), at(1000));
    println!(
        "{{\"answers\":{},\"others\":{others},\"p50\":{half:.3},\"p99\":{most:.3},\"p999\":{nearly_all:.3},\"max\":{longest:.3}}}",
        times.len()
    );
    Ok(())
}

/// The numbers of requests, each when it is due, and that instant. By the system's clock: tokio's rounds up to a whole
/// millisecond, which is as long as an answer takes.
fn ticks(rate: u32, count: u32) -> mpsc::UnboundedReceiver<(u32, Instant)> {
    let (due, receiver) = mpsc::unbounded_channel();
    let begin = Instant::now() + Duration::from_millis(100);
    thread::spawn(move || {
        for number in 0..count {
            let instant = begin + Duration::from_secs(number.into()) / rate;
            thread::sleep(instant.saturating_duration_since(Instant::now()));
            if due.send((number, instant)).is_err() {
                return;
            }
        }
    });
    receiver
}

async fn connect(host: &str) -> anyhow::Result<SendRequest<Empty<Bytes>>> {
    let stream = TcpStream::connect(host).await.with_context(|| host.to_owned())?;
    stream.set_nodelay(true)?;
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}
