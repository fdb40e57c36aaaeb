//! A server behind Debian's nginx with the site that is shipped: TLS, who asks, compression, what need not be sent again, events.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::events::next;
use crate::process::{Folder, Server};
use crate::replicas::until;

const NAME: &str = "catalogue.example.jp";

/// A site that nginx serves until it is dropped.
struct Site {
    nginx: Child,
    certificate: String,
    encrypted: u16,
    plain: u16,
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.nginx.kill();
        let _ = self.nginx.wait();
    }
}

impl Site {
    /// The shipped site before a server; none where nginx, openssl or curl is missing.
    fn start(folder: &Folder, server: &Server) -> Result<Option<Self>> {
        let is_there = |program: &str| Command::new(program).arg("-V").output().is_ok();
        if !["nginx", "openssl", "curl"].into_iter().all(is_there) {
            return Ok(None);
        }
        let path = |name: &str| folder.path(name).to_string_lossy().into_owned();
        let (certificate, key) = (path("certificate"), path("key"));
        let made = Command::new("openssl")
            .args([
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            ])
            .args(["-subj", "/CN=catalogue.example.jp"])
            .args(["-addext", "subjectAltName=DNS:catalogue.example.jp"])
            .args(["-keyout", &key, "-out", &certificate])
            .stderr(Stdio::null())
            .status()?;
        anyhow::ensure!(made.success(), "no certificate");
        let ports = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0"));
        let [encrypted, plain] = ports.map(|port| port.and_then(|port| port.local_addr()));
        let (encrypted, plain) = (encrypted?.port(), plain?.port());
        let behind = server
            .address
            .strip_prefix("http://")
            .context("an address")?;

        let shipped = harness::root().join("crates/tsunagu/packaging/nginx.conf");
        let mut site = harness::read(&shipped);
        for (there, here) in [
            ("    listen [::]:443 ssl;\n", ""),
            ("    listen [::]:80;\n", ""),
            (
                "listen 443 ssl;",
                &format!("listen 127.0.0.1:{encrypted} ssl;"),
            ),
            ("listen 80;", &format!("listen 127.0.0.1:{plain};")),
            ("server 127.0.0.1:8080;", &format!("server {behind};")),
            ("/etc/ssl/certs/catalogue.example.jp.pem", &certificate),
            ("/etc/ssl/private/catalogue.example.jp.key", &key),
        ] {
            anyhow::ensure!(site.contains(there), "{there}");
            site = site.replace(there, here);
        }
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temporary = temporary.map(|name| format!("{name}_temp_path {};\n", path(name)));
        let configuration = format!(
            "daemon off; master_process off; pid {};\nevents {{}}\nhttp {{ access_log off;\n{}{site}}}\n",
            path("pid"),
            temporary.concat()
        );
        std::fs::write(folder.path("nginx.conf"), configuration)?;
        let nginx = Command::new("nginx")
            .args(["-e", "stderr", "-c", &path("nginx.conf")])
            .spawn()?;
        let site = Self {
            nginx,
            certificate,
            encrypted,
            plain,
        };
        until("nginx listens", || {
            TcpStream::connect(("127.0.0.1", encrypted)).is_ok()
        });
        Ok(Some(site))
    }

    /// A request over TLS by one of the clients of the loopback network.
    fn request(&self, client: u8, path: &str, more: &[&str]) -> Command {
        let port = self.encrypted;
        let mut request = Command::new("curl");
        request
            .args(["--silent", "--no-buffer", "--max-time", "30"])
            .args(["--noproxy", "*", "--cacert", &self.certificate])
            .args(["--resolve", &format!("{NAME}:{port}:127.0.0.1")])
            .args(["--interface", &format!("127.0.0.{client}")])
            .args(more)
            .arg(format!("https://{NAME}:{port}{path}"));
        request
    }

    /// The status, and the head.
    fn head(&self, client: u8, path: &str, more: &[&str]) -> Result<(u16, String)> {
        let mut request = self.request(client, path, more);
        let request = request.args(["--dump-header", "-", "--output", "/dev/null"]);
        let head = String::from_utf8(request.output()?.stdout)?;
        let status = head.split(' ').nth(1).context("a status")?;
        Ok((status.parse()?, head))
    }
}

/// What a head says under a name.
fn value<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut values = lines.filter(|(have, _)| have.eq_ignore_ascii_case(name));
    values.next().map(|(_, value)| value)
}

const ASKED: &str = "/graphql?query=%7Bdatabases%7Bcode%20nameJa%20nameEn%20originalData%7D%7D";

#[test]
fn behind_the_shipped_proxy_clients_are_told_apart_and_what_is_known_is_not_sent_again()
-> Result<()> {
    let folder = Folder::new();
    let record = folder.record("proxied.sqlite");
    let server = Server::start(
        &record,
        &[
            "--client-header=x-forwarded-for",
            "--limit-requests-per-second=1",
            "--limit-burst=3",
        ],
    )?;
    let Some(site) = Site::start(&folder, &server)? else {
        eprintln!("the proxy is left out: nginx, openssl or curl is not here");
        return Ok(());
    };

    let json = ["--header", "accept: application/json"];
    let compressed = [json[0], json[1], "--header", "accept-encoding: gzip"];
    let (status, head) = site.head(2, ASKED, &compressed)?;
    assert_eq!(status, 200, "{head}");
    assert_eq!(value(&head, "content-encoding"), Some("gzip"), "{head}");

    let (_, head) = site.head(3, ASKED, &json)?;
    let tag = value(&head, "etag").context("a tag")?;
    let known = format!("if-none-match: {tag}");
    let (status, _) = site.head(3, ASKED, &[json[0], json[1], "--header", &known])?;
    assert_eq!(status, 304);

    let mut listener = site
        .request(4, "/events", &[])
        .stdout(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(listener.stdout.take().context("lines")?).lines();
    assert_eq!(next(&mut lines).as_deref(), Some("{\"revision\":1}"));
    listener.kill()?;
    listener.wait()?;

    // Whatever a client says of itself, the proxy adds who it is.
    let mut refused = 0;
    for forged in 0..12 {
        let forged = format!("x-forwarded-for: 10.0.0.{forged}");
        let (status, _) = site.head(5, ASKED, &["--header", &forged])?;
        refused += u32::from(status == 429);
    }
    assert!(refused > 0, "it is one client");
    assert_eq!(
        site.head(6, ASKED, &json)?.0,
        200,
        "and this is another one"
    );

    let plain = format!("http://127.0.0.1:{}/registries", site.plain);
    let moved = Command::new("curl")
        .args([
            "--silent",
            "--noproxy",
            "*",
            "--dump-header",
            "-",
            "--header",
            "host: catalogue.example.jp",
        ])
        .arg(plain)
        .output()?;
    let moved = String::from_utf8(moved.stdout)?;
    assert!(moved.starts_with("HTTP/1.1 301"), "{moved}");
    assert_eq!(
        value(&moved, "location"),
        Some("https://catalogue.example.jp/registries")
    );
    Ok(())
}
