//! The vectors that are checked in come out as `COUNTS.txt` says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

use std::{env, fs, path::Path};

use auxo_vectors::{Counts, read};

#[test]
fn every_vector_comes_out_as_the_counts_say() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let counts = Counts::of(&read(&package.join("data")).unwrap());
    assert!(counts.failures.is_empty(), "{:#?}", counts.failures);
    assert_eq!(counts.vectors(), 1853);

    let written = package.join("COUNTS.txt");
    if env::var_os("UPDATE_COUNTS").is_some() {
        fs::write(&written, counts.to_string()).unwrap();
    }
    assert_eq!(
        counts.to_string(),
        fs::read_to_string(&written).unwrap(),
        "if the new counts are right: UPDATE_COUNTS=1 cargo test -p auxo-vectors"
    );
}

#[test]
fn no_id_is_there_twice() {
    let vectors = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data")).unwrap();
    let mut ids: Vec<_> = vectors.iter().map(|vector| &vector.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), vectors.len());
}
