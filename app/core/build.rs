//! Hashes the sources of this crate, for `replica/opening.rs`: a checkpoint that another build wrote is not read.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let mut files = vec![Path::new("Cargo.toml").to_owned()];
    let mut folders = vec![Path::new("src").to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    // FNV-1a, 64 bits (draft-eastlake-fnv): nobody is to be kept from making two builds alike.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for path in &files {
        for byte in path.to_string_lossy().bytes().chain(fs::read(path)?) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=Cargo.toml");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("build_hash"), hash.to_string())
}
