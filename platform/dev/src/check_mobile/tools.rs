//! The C compiler for phones: zig, which carries the headers of every target, behind one small script a program.
//!
//! Zig comes as a Python package, into a Python of its own in the cache. Build scripts call a C compiler in clang's
//! words, naming targets and SDKs that zig knows under other names or brings itself, so each script drops these words
//! and says zig's instead.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{PHONES, Phone};
use crate::house::{self, Trouble};
use crate::progress::Progress;

const ZIG_VERSION: &str = "0.17.1";

/// What a check for phones needs beyond the system's packages; all of it lies in the cache.
pub struct Tools {
    cache: PathBuf,
    /// A folder with nothing in it, to be shown to those who ask for an SDK.
    pub empty_sdk: PathBuf,
}

impl Tools {
    /// Sees to it that everything is there, which takes half a minute the first time.
    pub fn provide(cache: &Path) -> Result<Tools, Trouble> {
        let tools = Tools { cache: cache.to_path_buf(), empty_sdk: cache.join("mobile-bin/empty-sdk") };
        tools.provide_zig()?;
        tools.write_programs().map_err(|wrong| {
            Trouble::Failed(format!("the compiler scripts in {}: {wrong}", cache.display()))
        })?;
        Ok(tools)
    }

    /// Where the outcome of checks for `triple` is kept.
    pub fn target_folder(&self, triple: &str) -> PathBuf {
        self.cache.join(format!("mobile-{triple}"))
    }

    /// The script that stands for the `cc`, `cxx` or `ar` of `triple`.
    pub fn program(&self, triple: &str, program: &str) -> PathBuf {
        self.cache.join(format!("mobile-bin/{triple}-{program}"))
    }

    fn zig_folder(&self) -> PathBuf {
        self.cache.join(format!("zig-{ZIG_VERSION}"))
    }

    fn python(&self) -> PathBuf {
        self.zig_folder().join("bin/python")
    }

    fn provide_zig(&self) -> Result<(), Trouble> {
        if self.zig_answers() {
            return Ok(());
        }
        let _progress = Progress::of(format!("fetching zig {ZIG_VERSION}, the C compiler for phones"));
        let package = format!("ziglang=={ZIG_VERSION}");
        // --clear: whatever an interrupted run left behind is no use to anybody.
        fetch(house::child("python3").args(["-m", "venv", "--clear"]).arg(self.zig_folder()))?;
        fetch(house::child(self.python()).args(["-m", "pip", "install", "--quiet", &package]))?;
        if self.zig_answers() {
            Ok(())
        } else {
            Err(Trouble::Lacking(format!("{package} is installed but does not run on this machine")))
        }
    }

    fn zig_answers(&self) -> bool {
        let said = house::child(self.python())
            .args(["-m", "ziglang", "version"])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        said.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).trim() == ZIG_VERSION)
    }

    fn write_programs(&self) -> io::Result<()> {
        fs::create_dir_all(&self.empty_sdk)?;
        for phone in PHONES {
            for (program, verb) in [("cc", "cc"), ("cxx", "c++"), ("ar", "ar")] {
                write_program(&self.program(phone.triple, program), &self.script(phone, verb))?;
            }
        }
        Ok(())
    }

    /// The text of one script.
    fn script(&self, phone: &Phone, verb: &str) -> String {
        let python = self.python();
        let python = python.display();
        let zig_cache = self.cache.join("zig-cache");
        let zig_cache = zig_cache.display();
        let head = format!(
            "#!/bin/sh\n\
             # Written by `cargo dev check-mobile`: what build scripts get as {verb} for {triple}.\n\
             export ZIG_GLOBAL_CACHE_DIR='{zig_cache}' ZIG_LOCAL_CACHE_DIR='{zig_cache}'\n",
            triple = phone.triple
        );
        if verb == "ar" {
            return format!("{head}exec '{python}' -m ziglang ar \"$@\"\n");
        }
        format!("{head}{DROP_TARGETS}exec '{python}' -m ziglang {verb} {} \"$@\"\n", phone.zig)
    }
}

/// Takes out of the script's words what names a target or an SDK in clang's way.
const DROP_TARGETS: &str = r#"drop=
for word do
  shift
  if [ -n "$drop" ]; then drop=; continue; fi
  case $word in
    --target=* | -miphoneos-version-min* | -mios-version-min*) ;;
    -target | -arch | -isysroot) drop=yes ;;
    *) set -- "$@" "$word" ;;
  esac
done
"#;

/// One step of fetching. Without it there is no check, so its failure is told as something that is lacking here.
fn fetch(command: &mut Command) -> Result<(), Trouble> {
    let said = command.stdin(Stdio::null()).output().map_err(|wrong| house::not_started(command, &wrong))?;
    if said.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&said.stderr);
    let last = told.lines().last().unwrap_or("it said nothing");
    Err(Trouble::Lacking(format!("zig, the C compiler for phones, cannot be had here: {last}")))
}

fn write_program(path: &Path, script: &str) -> io::Result<()> {
    // A file that is rewritten while another run's compiler starts from it would give that run half a script.
    if fs::read_to_string(path).is_ok_and(|before| before == script) {
        return Ok(());
    }
    fs::write(path, script)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_says_zigs_words_for_its_phone() {
        let tools = Tools { cache: "/a cache".into(), empty_sdk: "/a cache/none".into() };
        let script = tools.script(&PHONES[0], "c++");
        assert!(script.starts_with("#!/bin/sh\n"));
        let end = "exec '/a cache/zig-0.17.1/bin/python' -m ziglang c++ -target aarch64-linux-musl \
                   -D_GNU_SOURCE -D__ANDROID__=1 \"$@\"\n";
        assert!(script.ends_with(end), "{script}");
    }

    #[test]
    #[cfg(unix)]
    fn what_names_a_target_or_an_sdk_is_dropped_and_the_rest_kept_in_order() {
        let words = [
            "-O2",
            "--target=arm64-apple-ios",
            "-arch",
            "arm64",
            "-I",
            "a b",
            "-isysroot",
            "/x",
            "-target",
            "y",
            "-miphoneos-version-min=15.0",
            "-c",
            "$c.c",
        ];
        let said = Command::new("sh")
            .arg("-c")
            .arg(format!("{DROP_TARGETS}printf '%s|' \"$@\""))
            .arg("cc")
            .args(words)
            .output()
            .expect("every unix has sh");
        assert_eq!(String::from_utf8_lossy(&said.stdout), "-O2|-I|a b|-c|$c.c|");
    }
}
