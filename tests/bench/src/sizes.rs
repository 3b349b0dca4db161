//! What a deployment uploads.

use std::{error::Error, fs, path::Path};

use crate::function::FUNCTIONS;

const MB: f64 = 1e6;

#[expect(clippy::cast_precision_loss, reason = "sizes of files, for people")]
pub(crate) fn print(built: &Path) -> Result<(), Box<dyn Error>> {
    println!("| function | zip, MB | unpacked, MB |\n| --- | --- | --- |");
    for name in FUNCTIONS {
        let size = |file: &str| fs::metadata(built.join(name).join(file)).map(|it| it.len());
        let (zip, binary) = (size("bootstrap.zip")? as f64, size("bootstrap")? as f64);
        println!("| {name} | {:.2} | {:.2} |", zip / MB, binary / MB);
    }
    println!();
    Ok(())
}
