//! nginx with the module of `integrations/nginx`: what holds of every proxy, and what is the module's own.
//!
//! `ci/nginx` builds the module and runs this.

#![cfg(unix)]

mod proxy_facts;
mod util;

use rustix::process::Signal;
use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use util::{
    ID, KEY, OTHER_KEY, PATIENCE, PRODUCT_CODE,
    gateway::{authorized, expired, query_until, signed},
    http::{Answer, get},
    port::ReservedPort,
    proxy::{nginx, nginx_module, write_secret},
    running,
};

facts_of! {
    module: crate::util::proxy::Kind {
        judge: crate::util::proxy::Judge::Module,
        files: &["nginx/nginx.conf"],
        command: &["nginx", "-p", "{}", "-c", "nginx.conf"],
        path: "/api/feed",
    };
}

/// An nginx whose server has some directives of a test's own.
struct Nginx {
    _port: ReservedPort,
    child: Child,
    address: String,
    folder: TempDir,
}

/// The whole configuration, of which `http` and `server` are a part.
fn configuration(module: &str, address: &str, http: &str, server: &str) -> String {
    format!(
        "load_module {module};
        worker_processes 1; daemon off; pid nginx.pid; error_log log info;
        events {{}}
        http {{
            access_log off;
            client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c; uwsgi_temp_path d; scgi_temp_path e;
            {http}
            server {{ listen {address}; {server} }}
        }}"
    )
}

/// A folder with a configuration, two keys, and a file `feed`.
#[track_caller]
fn folder(configuration: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    // Workers run as another user.
    fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .unwrap();
    write_secret(&folder.path().join("server.key"), KEY);
    write_secret(&folder.path().join("other.key"), OTHER_KEY);
    fs::write(folder.path().join("feed"), "the feed\n").unwrap();
    fs::write(folder.path().join("nginx.conf"), configuration).unwrap();
    folder
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(nginx());
    command.arg("-p").arg(folder).args(["-e", "log", "-c", "nginx.conf"]).stdin(Stdio::null());
    command
}

fn log(folder: &Path) -> String {
    fs::read_to_string(folder.join("log")).unwrap_or_default()
}

impl Nginx {
    #[track_caller]
    fn start(http: &str, server: &str) -> Self {
        Self::with(&nginx_module(), http, server)
    }

    #[track_caller]
    fn with(module: &str, http: &str, server: &str) -> Self {
        let port = ReservedPort::new();
        let address = port.address();
        let folder = folder(&configuration(module, &address, http, server));
        let child = command(folder.path()).stderr(Stdio::null()).spawn().unwrap();
        let mut nginx = Self { child, address, _port: port, folder };
        nginx.wait_until_it_answers();
        nginx
    }

    #[track_caller]
    fn wait_until_it_answers(&mut self) {
        let Self { child, address, folder, .. } = self;
        running::wait_until_it_answers(child, address, || log(folder.path()));
    }

    #[track_caller]
    fn get(&self, path: &str, query: &str) -> Answer {
        get(&self.address, &format!("{path}?{query}"), &[])
    }

    fn log(&self) -> String {
        log(self.folder.path())
    }

    /// Has it read its configuration anew, until it says this.
    #[track_caller]
    fn reload(&self, says: &str) {
        running::signal(&self.child, Signal::HUP);
        running::wait_for(says, 1, || self.log());
    }

    /// Waits for the answer to be of this status, as workers take over from others.
    #[track_caller]
    fn wait_for(&self, path: &str, query: &str, status: u16) {
        let start = Instant::now();
        loop {
            let answer = self.get(path, query);
            if answer.status == status {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "expected {status}: {answer:?}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Its worker.
    #[track_caller]
    fn worker(&self) -> String {
        let master = self.child.id();
        fs::read_to_string(format!("/proc/{master}/task/{master}/children")).unwrap()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        running::end(&mut self.child);
        if thread::panicking() {
            eprintln!("nginx said:\n{}", self.log());
        }
    }
}

/// What `nginx -t` says of directives, and whether it takes them.
#[track_caller]
fn tested(http: &str, server: &str) -> (bool, String) {
    let folder = folder(&configuration(&nginx_module(), "127.0.0.1:1", http, server));
    let output = command(folder.path()).arg("-t").output().unwrap();
    (output.status.success(), String::from_utf8(output.stderr).unwrap())
}

#[track_caller]
fn assert_refused(http: &str, words: &str) {
    let (is_taken, said) = tested(http, "store_auth on;");
    assert!(!is_taken && said.contains(words), "expected {words:?}: {said}");
}

const KEYS: &str = "store_auth_key_file server.key; store_auth_key_file other.key;";

// What it says

#[test]
fn variables_tell_who_was_let_in_and_why_others_were_not() {
    let told = "\"$store_auth_code|$store_auth_id|$store_auth_product|$store_auth_expiry|$store_auth_key\"";
    let nginx = Nginx::start(
        KEYS,
        &format!(
            "add_header Told {told} always; location / {{ store_auth on; root .; }} location /open {{ alias .; }}"
        ),
    );
    let end = std::time::SystemTime::now() + Duration::from_secs(3600);
    let query = query_until(OTHER_KEY, PRODUCT_CODE, end);
    let answer = nginx.get("/feed", &query);
    assert_eq!((answer.status, &*answer.body), (200, "the feed\n"));
    let told = answer.header("told").unwrap();
    let expected = format!("authorized|{ID}|{PRODUCT_CODE}|20");
    assert!(told.starts_with(&expected) && told.ends_with(".000Z|1"), "{told}");
    for (query, code) in [
        (expired(), "expired"),
        (String::new(), "malformed"),
        (query.replace("id=X", "id=Y"), "signature-mismatch"),
    ] {
        let answer = nginx.get("/feed", &query);
        assert_eq!((answer.status, answer.header("told")), (401, Some(&*format!("{code}||||"))));
    }
    assert_eq!(nginx.get("/open/feed", &query).header("told"), Some("||||"));
}

#[test]
fn a_redirect_to_an_error_page_keeps_the_verdict_and_the_challenge() {
    let nginx = Nginx::start(
        KEYS,
        "location / { store_auth on; root .; error_page 401 = @denied; error_page 403 /page; }
        location = /page { internal; return 403 \"page $store_auth_code\"; }
        location @denied { default_type application/problem+json; return 401 '{\"reason\":\"$store_auth_code\"}'; }
        location /brief { store_auth on; store_auth_max_lifetime 1m; root .; error_page 403 /page; }",
    );
    let answer = nginx.get("/feed", &expired());
    assert_eq!((answer.status, &*answer.body), (401, "{\"reason\":\"expired\"}"));
    assert_eq!(answer.header("www-authenticate"), Some("StoreAuth error=\"expired\""));
    let answer = nginx.get("/brief", &authorized());
    assert_eq!((answer.status, &*answer.body), (403, "page lifetime-too-long"));
}

#[test]
fn with_satisfy_any_one_that_lets_in_is_enough() {
    let nginx = Nginx::start(
        KEYS,
        "root .; store_auth on; satisfy any;
        location /denied/ { alias ./; deny all; }
        location /allowed/ { alias ./; allow all; }
        location /all/ { alias ./; satisfy all; deny all; }",
    );
    let good = authorized();
    assert_eq!(nginx.get("/denied/feed", &good).status, 200);
    assert_eq!(nginx.get("/denied/feed", &expired()).status, 401);
    assert_eq!(nginx.get("/all/feed", &good).status, 403);
    let answer = nginx.get("/allowed/feed", &expired());
    assert_eq!((answer.status, answer.header("www-authenticate")), (200, None));
}

#[test]
fn a_redirect_inside_of_nginx_is_judged_by_where_it_leads() {
    let nginx = Nginx::start(
        KEYS,
        "root .; store_auth on;
        location /same/ { rewrite ^ /feed?nothing=1 last; }
        location = /one { store_auth off; try_files /none /two; }
        location = /two { store_auth_products other; alias ./feed; }",
    );
    assert_eq!(nginx.get("/same/x", &authorized()).status, 200);
    assert_eq!(nginx.get("/same/x", &expired()).status, 401);
    assert_eq!(nginx.get("/one", &authorized()).status, 403);
    assert_eq!(nginx.get("/one", &signed(KEY, "other", 3600)).status, 200);
}

#[test]
fn nothing_of_a_denial_is_logged() {
    let nginx = Nginx::start(KEYS, "root .; store_auth on;");
    let query = expired();
    assert_eq!(nginx.get("/feed", &query).status, 401);
    // What is logged behind it.
    nginx.reload("reconfiguring");
    let log = nginx.log();
    assert!(!log.contains("signature") && !log.contains(ID), "{log}");
}

// Whom it takes from

#[test]
fn directives_hold_in_the_blocks_inside_unless_these_say_otherwise() {
    let nginx = Nginx::start(
        "store_auth_key_file server.key; store_auth on; store_auth_products other;",
        "root .;
        location /served { alias .; store_auth_products other b5d78da0853d97e2ec28feb5e31b9953d9c72420; }
        location /off { alias .; store_auth off; }
        location /by-other { alias .; store_auth_key_file other.key; }
        location /as-received { alias .; store_auth_expiry_encoding as-received; }
        location /late { alias .; store_auth_leeway 2h; location /late/not { alias .; store_auth_leeway 0; } }",
    );
    let other = |seconds| signed(KEY, "other", seconds);
    let past =
        |key| query_until(key, "other", std::time::SystemTime::now() - Duration::from_secs(3600));
    for (path, query, status) in [
        ("/feed", authorized(), 403),
        ("/feed", other(60), 200),
        ("/served/feed", authorized(), 200),
        ("/off/feed", String::new(), 200),
        ("/by-other/feed", other(60), 401),
        ("/by-other/feed", signed(OTHER_KEY, "other", 60), 200),
        ("/as-received/feed", other(60), 200),
        ("/late/feed", past(KEY), 200),
        ("/late/not/feed", past(KEY), 401),
    ] {
        assert_eq!(nginx.get(path, &query).status, status, "{path} {query}");
    }
}

#[test]
fn a_key_is_accepted_until_its_end() {
    let nginx = Nginx::start(
        "store_auth_key_file server.key; store_auth_key_file other.key accept_until=2016-04-27T00:00:00Z;",
        "root .; store_auth on;",
    );
    assert_eq!(nginx.get("/feed", &authorized()).status, 200);
    assert_eq!(nginx.get("/feed", &signed(OTHER_KEY, PRODUCT_CODE, 3600)).status, 401);
}

#[test]
fn a_reload_takes_a_new_key_and_a_bad_one_changes_nothing() {
    let nginx = Nginx::start("store_auth_key_file server.key;", "root .; store_auth on;");
    let (old, new) = (authorized(), signed(OTHER_KEY, PRODUCT_CODE, 3600));
    assert_eq!([&old, &new].map(|query| nginx.get("/feed", query).status), [200, 401]);

    write_secret(&nginx.folder.path().join("server.key"), &format!("{OTHER_KEY}\n"));
    nginx.reload("server key ends with white space or a line break");
    assert_eq!([&old, &new].map(|query| nginx.get("/feed", query).status), [200, 401]);

    write_secret(&nginx.folder.path().join("server.key"), OTHER_KEY);
    nginx.reload("start worker process");
    nginx.wait_for("/feed", &new, 200);
    nginx.wait_for("/feed", &old, 401);
}

// What it refuses

#[test]
fn what_is_no_value_is_refused_with_its_place_and_what_was_expected() {
    for (http, words) in [
        ("store_auth yes;", "[emerg] store_auth: expected on or off in "),
        ("store_auth off; store_auth off;", "store_auth: it is given twice: expected once in "),
        ("store_auth_key_file none.key;", "none.key: No such file or directory (os error 2) in "),
        (
            "store_auth_key_file server.key until=2016-04-27T00:00:00Z;",
            "store_auth_key_file: expected a path and, at the most, accept_until=INSTANT behind it in ",
        ),
        (
            "store_auth_key_file server.key accept_until=tomorrow;",
            "accept until: expected an instant with its zone, such as 2016-04-27T00:00:00Z in ",
        ),
        (
            "store_auth_key_file server.key; store_auth_key_file server.key;",
            "store_auth_key_file: the same file twice: expected another one for each key in ",
        ),
        ("store_auth_leeway soon;", "store_auth_leeway: expected a time such as 5s or 25h in "),
        (
            "store_auth_max_lifetime -1s;",
            "store_auth_max_lifetime: expected a time such as 5s or 25h in ",
        ),
        ("store_auth_products a#b;", "store_auth_products: products: malformed pc: expected "),
        (
            "store_auth_expiry_encoding java;",
            "expiry encoding: expected one of as-received, java-sample, either in ",
        ),
        (
            "store_auth_leeway 1s 2s;",
            "invalid number of arguments in \"store_auth_leeway\" directive",
        ),
        ("store_auth_key server.key;", "unknown directive \"store_auth_key\""),
    ] {
        assert_refused(http, words);
        let (_, said) = tested(http, "");
        assert!(said.contains("nginx.conf:"), "{said}");
    }
}

#[test]
fn without_a_key_that_is_accepted_nothing_can_be_protected() {
    assert_refused("", "store_auth: expected at least one store_auth_key_file in ");
    let (_, said) = tested("", "\n\nlocation / { store_auth on; }");
    assert!(said.contains("/nginx.conf:10"), "{said}");
    assert_refused(
        "store_auth_key_file server.key accept_until=2016-04-27T00:00:00Z;",
        "store_auth: no key is accepted any more: expected a store_auth_key_file without accept_until, or with a later one in ",
    );
}

#[test]
fn a_key_in_place_of_its_file_is_not_shown() {
    let (is_taken, said) = tested(&format!("store_auth_key_file {KEY};"), "");
    assert!(!is_taken && said.contains("expected the name of a file, not the key"), "{said}");
    assert!(!said.contains(KEY), "{said}");
}

#[test]
fn a_key_that_every_user_can_read_or_guess_is_warned_of() {
    let folder = folder(&configuration(
        &nginx_module(),
        "127.0.0.1:1",
        "store_auth_key_file open.key; store_auth_key_file weak.key;",
        "",
    ));
    fs::write(folder.path().join("open.key"), KEY).unwrap();
    write_secret(&folder.path().join("weak.key"), "secret");
    let output = command(folder.path()).arg("-t").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("open.key: every user of this machine can read it in "), "{said}");
    assert!(said.contains("weak.key: the key is too short to hold 128 random bits"), "{said}");
}

// What becomes of a mistake in it

#[test]
fn a_panic_is_answered_by_500_and_the_worker_lives() {
    let module = std::env::var("STORE_AUTH_NGINX_PANICS")
        .expect("STORE_AUTH_NGINX_PANICS names a module that panics: ci/nginx builds it");
    let nginx = Nginx::with(&module, KEYS, "root .; store_auth on;");
    // By then there is one.
    assert_eq!(nginx.get("/feed", &authorized()).status, 200);
    let worker = nginx.worker();
    assert!(!worker.is_empty());
    for _ in 0..3 {
        assert_eq!(nginx.get("/feed", &format!("{}&panic=access", authorized())).status, 500);
        assert_eq!(nginx.get("/feed", &authorized()).status, 200);
    }
    assert_eq!(nginx.worker(), worker);

    let folder = folder(&configuration(&module, "127.0.0.1:1", "store_auth_leeway panic;", ""));
    let output = command(folder.path()).arg("-t").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[test]
fn valgrind_finds_nothing_in_start_requests_reload_and_end() {
    let port = ReservedPort::new();
    let address = port.address();
    let folder = folder(&configuration(
        &nginx_module(),
        &address,
        KEYS,
        "root .; add_header Told \"$store_auth_code $store_auth_expiry $store_auth_key\" always;
        location / { store_auth on; error_page 401 /page; } location /page { return 401 $store_auth_code; }",
    ));
    let said = folder.path().join("valgrind");
    fs::create_dir(&said).unwrap();
    // Workers write there as well.
    fs::set_permissions(&said, std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    let child = Command::new("valgrind")
        .args(["--error-exitcode=9", "--leak-check=no"])
        .arg(format!("--log-file={}/%p", said.display()))
        .arg(nginx())
        .arg("-p")
        .arg(folder.path())
        .args(["-e", "log", "-c", "nginx.conf"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("valgrind: ci/nginx installs it");
    let mut nginx = Nginx { child, address, _port: port, folder };
    nginx.wait_until_it_answers();
    for round in 0..2 {
        assert_eq!(nginx.get("/feed", &authorized()).status, 200);
        assert_eq!(nginx.get("/feed", &authorized().replace('+', "%2B")).status, 200);
        assert_eq!(nginx.get("/feed", &expired()).body, "expired");
        assert_eq!(nginx.get("/feed", "").body, "malformed");
        if round == 0 {
            nginx.reload("exited with code 0");
        }
    }
    running::signal(&nginx.child, Signal::QUIT);
    let status = running::wait(&mut nginx.child, || nginx.folder.path().display().to_string());
    assert!(status.success(), "{status:?}");
    // The master and, of two configurations, the workers.
    let mut processes = 0;
    for file in fs::read_dir(said).unwrap() {
        let found = fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(found.contains("ERROR SUMMARY: 0 errors"), "{found}");
        processes += 1;
    }
    assert!(processes >= 3, "{processes}");
}
