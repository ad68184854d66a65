//! The radio lab's kernel: Linux as a program, from Debian's source, with virtual Bluetooth controllers built in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::house::{self, Trouble};
use crate::progress::Progress;

/// Debian 12's source, as `linux-source-6.1` brings it.
const SOURCE: &str = "linux-source-6.1";
/// What must have come out of our wishes; a kernel's own tool drops what does not fit together, silently.
const CHECKED: &[&str] = &["BT_HCIVHCI", "MAC80211_HWSIM", "HOSTFS", "OVERLAY_FS", "VETH", "NET_NS"];

/// The kernel in the cache; built, if there is none yet of this configuration and patch.
pub fn provide(cache: &Path, lab: &Path) -> Result<PathBuf, Trouble> {
    let (config, patch) = (lab.join("kernel.config"), lab.join("kernel.patch"));
    let text = |path: &Path| {
        fs::read_to_string(path).map_err(|wrong| Trouble::Failed(format!("{}: {wrong}", path.display())))
    };
    let kernel = cache.join(format!("linux-6.1-{:08x}", sum(&(text(&config)? + &text(&patch)?))));
    if kernel.is_file() {
        return Ok(kernel);
    }
    let folder = cache.join("kernel");
    let broken = |wrong: std::io::Error| Trouble::Failed(format!("{}: {wrong}", folder.display()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("built")).map_err(broken)?;
    let _progress = Progress::of("building the radio lab's kernel (six minutes, once)");
    let run = |call: &mut Command| {
        let said = call.current_dir(&folder).stdin(Stdio::null()).output();
        let said = said.map_err(|wrong| house::not_started(call, &wrong))?;
        if said.status.success() {
            return Ok(());
        }
        let told = String::from_utf8_lossy(&said.stderr);
        let last = told.lines().last().unwrap_or("it said nothing");
        Err(Trouble::Failed(format!("`{}` for the lab's kernel: {last}", call.get_program().display())))
    };
    // Debian's package as it is: nothing is installed, and root's own files stay as they are.
    run(house::child("apt-get").args(["-q", "download", SOURCE]))
        .map_err(|wrong| Trouble::Lacking(format!("{SOURCE} cannot be had here: {wrong}")))?;
    let mut files = fs::read_dir(&folder).map_err(broken)?.filter_map(|file| Some(file.ok()?.path()));
    let package = files.find(|path| path.extension().is_some_and(|kind| kind == "deb"));
    let package =
        package.ok_or_else(|| Trouble::Lacking(format!("{SOURCE} was fetched and is not there")))?;
    run(house::child("dpkg").arg("-x").arg(package).arg("unpacked"))?;
    run(house::child("tar").args(["xf", &format!("unpacked/usr/src/{SOURCE}.tar.xz")]))?;
    let patched = |words: &[&str]| {
        let mut call = house::child("patch");
        call.args(["-d", SOURCE, "-p1", "--forward", "-i"]).arg(&patch).args(words);
        call
    };
    // A source that it does not fit any more is a later one, and has been mended since.
    if run(&mut patched(&["--dry-run"])).is_ok() {
        run(&mut patched(&[]))?;
    }
    let make = || {
        let mut make = house::child("make");
        make.args(["-C", SOURCE, "ARCH=um"]).arg(format!("O={}", folder.join("built").display()));
        make
    };
    run(make().arg(format!("KCONFIG_ALLCONFIG={}", config.display())).arg("allnoconfig"))?;
    let came_out = fs::read_to_string(folder.join("built/.config")).map_err(broken)?;
    for wish in CHECKED {
        if !came_out.lines().any(|line| line == format!("CONFIG_{wish}=y")) {
            return Err(Trouble::Failed(format!("the lab's kernel would come out without {wish}")));
        }
    }
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    run(make().arg(format!("-j{jobs}")).arg("linux"))?;
    run(house::child("strip").args(["-o", "linux", "built/linux"]))?;
    // Its name appears when it is whole.
    fs::rename(folder.join("linux"), &kernel).map_err(broken)?;
    let _ = fs::remove_dir_all(&folder);
    Ok(kernel)
}

/// FNV-1a: another configuration is another kernel.
fn sum(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_wishes_for_all_that_is_checked() {
        let config = house::root().expect("a workspace").join("platform/dev/lab/kernel.config");
        let text = fs::read_to_string(config).expect("it stands beside the lab");
        for wish in CHECKED {
            assert!(text.lines().any(|line| line == format!("CONFIG_{wish}=y")), "{wish}");
        }
        assert_ne!(sum(&text), sum(&format!("{text}\n")));
    }
}
