//! A disk that takes no more: the process says so, what was there is still there, and it goes on once there is room.

use anyhow::Result;

use crate::process::{Folder, Server, command, on_a_full_disk, run, said};
use crate::replicas::{create_key, import_over_http};

/// What SQLite needs beside a record that is only read, and less than any import.
const KILOBYTES: u32 = 40;

#[test]
fn on_a_full_disk_nothing_is_half_written_and_reading_goes_on() -> Result<()> {
    let folder = Folder::new();
    let record = folder.record("full.sqlite");
    let made = run(&record, &["import", "--bundled", "--create"]);
    assert!(made.status.success(), "{}", said(&made));
    let key = create_key(&record, "curate");

    let imports = [
        &["import", "--bundled", "--create"][..],
        &["key", "create", "Aiko", "--scope", "read"],
    ];
    let empty = folder.record("empty.sqlite");
    for (record, arguments) in [(&empty, imports[0]), (&record, imports[1])] {
        let refused = on_a_full_disk(&command(record, arguments), KILOBYTES - 20).output()?;
        assert!(!refused.status.success());
        for words in ["the disk takes no more", "ディスクの空き容量"] {
            assert!(said(&refused).contains(words), "{}", said(&refused));
        }
    }

    let serve = command(&record, &["serve", "--listen", "127.0.0.1:0"]);
    let server = Server::heard(Server::of(on_a_full_disk(&serve, KILOBYTES))?)?;
    let volumes = b"database,number,quantity,unit,approximate,as_of,document,locator,stated_on,printed,derivation,note\n\
        ndb,1,77,RECORDS,true,2023-06,mhlw-kpi-5,,2023-06,77,STATED,\n";
    let (status, answer) = import_over_http(&server, &key, volumes);
    let error = &answer["errors"][0];
    assert_eq!(status, 503, "{answer}");
    assert!(
        error["message"]
            .to_string()
            .contains("the disk takes no more"),
        "{answer}"
    );
    let (status, answer) =
        server.ask("{ catalogue { revision } databases { evidence { rawText } } }");
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["data"]["catalogue"]["revision"], 1);
    assert!(
        answer["data"]["databases"][0]["evidence"].is_array(),
        "{answer}"
    );
    server.stop();

    let verified = run(&record, &["verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
    let server = Server::start(&record, &[])?;
    let (status, answer) = import_over_http(&server, &key, volumes);
    assert_eq!(status, 200, "there is room again: {answer}");
    Ok(())
}
