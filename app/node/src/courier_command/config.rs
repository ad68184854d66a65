//! A courier's config: TOML with few keys, and a sentence with the key's name for whatever is wrong with it.

use std::{
    fs::File,
    io::Read,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};
use tequio_core::{
    carrier::hold::{COURIER_HELD_MAX, Quota},
    envelope::ENVELOPE_BYTES_MAX,
};
use tequio_node::{Options, Unlock, links::read_address};

use crate::phone_command::read_passphrase;

/// A config is a page; nobody's disk image is read for one.
const CONFIG_BYTES_MAX: u64 = 16 * 1024;
/// Dots and opening brackets: each may open a level, and the reader of TOML calls itself for each level. This is a
/// hundred neighbours and more, and no stack is too small for it.
const LEVELS_MAX: usize = 512;
/// Below this the eighth that is for one neighbour does not hold two long posts.
const QUOTA_MIN: u64 = 64 * 1024;
/// As many envelopes as are held at most, each of the largest size: more would promise what is not carried.
const QUOTA_MAX: u64 = COURIER_HELD_MAX as u64 * ENVELOPE_BYTES_MAX as u64;
/// The name of the status socket in the folder.
const SOCKET_NAME: &str = "courier.sock";
/// Bytes of a socket's path: 108 on Linux and 104 on Apple's, with a zero at the end.
const SOCKET_PATH_BYTES_MAX: usize = 103;

const KEYS: [&str; 8] = ["folder", "listen", "lan", "neighbours", "quota", "join", "name", "passphrase_file"];

/// How a courier is to run.
pub(super) struct Config {
    /// The phone that it is.
    pub options: Options,
    /// All that it may carry, in bytes.
    pub quota: u64,
    /// The code of a circle that it is to be a member of, and the name under which it knocks.
    pub join: Option<(String, String)>,
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// One sentence, with the file's name and the key's.
    pub fn read(path: &Path) -> Result<Config, String> {
        let said = |wrong: &dyn std::fmt::Display| format!("{}: {wrong}", path.display());
        let mut text = String::new();
        let file = File::open(path).map_err(|wrong| said(&format!("it cannot be read: {wrong}")))?;
        let read = file.take(CONFIG_BYTES_MAX + 1).read_to_string(&mut text);
        read.map_err(|wrong| said(&format!("it cannot be read: {wrong}")))?;
        if text.len() as u64 > CONFIG_BYTES_MAX {
            return Err(said(&format!("a config has at most {CONFIG_BYTES_MAX} bytes")));
        }
        Config::parse(&text).map_err(|wrong| said(&wrong))
    }

    fn parse(text: &str) -> Result<Config, String> {
        if text.chars().filter(|c| "[{.".contains(*c)).count() > LEVELS_MAX {
            return Err(format!("a config has at most {LEVELS_MAX} dots and brackets"));
        }
        let keys: Map<String, Value> =
            basic_toml::from_str(text).map_err(|wrong| format!("this is not TOML: {wrong}"))?;
        if let Some(other) = keys.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(format!("there is no key `{other}`; there are {}", KEYS.join(", ")));
        }
        let keys = Keys(keys);
        let folder =
            PathBuf::from(keys.text("folder")?.ok_or("`folder` is missing: say where it keeps things")?);
        if !folder.is_absolute() {
            return Err(format!("`folder` wants a path that begins with /, not `{}`", folder.display()));
        }
        if socket(&folder).as_os_str().len() > SOCKET_PATH_BYTES_MAX {
            let longest = SOCKET_PATH_BYTES_MAX - SOCKET_NAME.len() - 1;
            return Err(format!(
                "`folder` wants a path of at most {longest} bytes, since a socket lies in it"
            ));
        }
        let lan = keys.flag("lan")?.unwrap_or(true);
        let listen = match keys.text("listen")? {
            Some(text) => text.parse().map_err(|_| format!("`listen` wants IP:PORT, not `{text}`"))?,
            None if lan => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            None => SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        };
        let neighbours = keys.texts("neighbours")?.into_iter().map(read_address);
        let neighbours =
            neighbours.collect::<Result<_, _>>().map_err(|wrong| format!("`neighbours`: {wrong}"))?;
        let quota = keys.bytes("quota")?.unwrap_or(Quota::default().all);
        if !(QUOTA_MIN..=QUOTA_MAX).contains(&quota) {
            return Err(format!("`quota` is from {QUOTA_MIN} to {QUOTA_MAX} bytes, not {quota}"));
        }
        let join = match (keys.text("join")?, keys.text("name")?) {
            (Some(code), Some(name)) => Some((code.to_owned(), name.to_owned())),
            (None, None) => None,
            (Some(_), None) => return Err("`join` wants a `name` to knock under".to_owned()),
            (None, Some(_)) => return Err("`name` is of use only with a code to `join` with".to_owned()),
        };
        let passphrase = keys.text("passphrase_file")?.map(read_passphrase).transpose();
        let passphrase = passphrase.map_err(|wrong| format!("`passphrase_file`: {wrong}"))?;
        let unlock = Unlock { passphrase, ..Unlock::default() };
        let quota_of = Quota::of_courier(quota);
        let options = Options { listen, lan, neighbours, unlock, quota: quota_of, ..Options::on_lan(folder) };
        Ok(Config { options, quota, join })
    }

    /// Where the running courier answers.
    pub fn socket(&self) -> PathBuf {
        socket(&self.options.folder)
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join(SOCKET_NAME)
}

struct Keys(Map<String, Value>);

impl Keys {
    fn text(&self, key: &str) -> Result<Option<&str>, String> {
        let Some(value) = self.0.get(key) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| format!("`{key}` wants a text in quotes, not {value}"))
    }

    fn flag(&self, key: &str) -> Result<Option<bool>, String> {
        let Some(value) = self.0.get(key) else { return Ok(None) };
        value.as_bool().map(Some).ok_or_else(|| format!("`{key}` wants true or false, not {value}"))
    }

    fn texts(&self, key: &str) -> Result<Vec<&str>, String> {
        let Some(value) = self.0.get(key) else { return Ok(Vec::new()) };
        let texts = value.as_array().and_then(|list| list.iter().map(Value::as_str).collect());
        texts.ok_or_else(|| format!("`{key}` wants a list of texts in quotes, not {value}"))
    }

    fn bytes(&self, key: &str) -> Result<Option<u64>, String> {
        let Some(value) = self.0.get(key) else { return Ok(None) };
        let bytes = value.as_u64().or_else(|| value.as_str().and_then(read_bytes));
        bytes.map(Some).ok_or_else(|| {
            format!("`{key}` wants a number of bytes, or a text like \"64 KiB\", \"64 MiB\", \"1 GiB\", not {value}")
        })
    }
}

fn read_bytes(text: &str) -> Option<u64> {
    let (number, unit) = text.trim().split_at(text.trim().find(|c: char| !c.is_ascii_digit())?);
    let unit: u64 = match unit.trim() {
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_can_be_used_and_says_what_it_says() {
        let config = Config::parse(super::super::EXAMPLE).unwrap();
        assert_eq!(config.options.folder, Path::new("/var/lib/tequio-courier"));
        assert_eq!((config.quota, config.options.quota), (64 << 20, Quota::of_courier(64 << 20)));
        assert_eq!((config.options.lan, config.options.listen.port()), (true, 4711));
        assert_eq!((config.options.neighbours.len(), config.join), (0, None));
    }

    #[test]
    fn a_config_of_one_line_is_enough_and_a_size_is_read_with_its_unit() {
        let config = Config::parse("folder = \"/c\"\nlan = false").unwrap();
        assert_eq!(config.options.listen, "127.0.0.1:0".parse().unwrap());
        assert_eq!(config.options.quota, Quota::of_courier(Quota::default().all));
        assert_eq!(read_bytes(" 64 KiB"), Some(65_536));
        assert_eq!(read_bytes("2GiB"), Some(2 << 30));
        for wrong in ["", "64", "KiB", "64 MB", "1.5 GiB", "-1 KiB", "99999999999 GiB"] {
            assert_eq!(read_bytes(wrong), None, "{wrong}");
        }
    }
}
