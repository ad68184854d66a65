//! What whoever starts the app wants: which folder, which neighbours, where the window stands. A phone starts it
//! without a word, and everything has an answer already.

use std::{net::SocketAddr, path::PathBuf};

use tequio_node::{Clock, Multiaddr, Options};

pub(crate) const USAGE: &str = "\
usage: tequio [--phone FOLDER] [--neighbour ADDRESS]... [--listen IP:PORT] [--no-lan] [--keys file] [--title WORDS] [--at X,Y]
  --phone FOLDER       the folder that is this phone (made if it is not there)
  --neighbour ADDRESS  call this one, as IP:PORT or /ip4/…/tcp/…; may be given several times
  --listen IP:PORT     listen there instead of on any port of all networks
  --no-lan             neither look for others on this network nor be found there
  --keys file          keep the key to what is kept in a file beside it, not in the system's keychain
  --title WORDS        what stands over the window
  --at X,Y             where the window stands";

/// What was wanted.
pub(crate) struct Wishes {
    pub(crate) options: Options,
    #[cfg_attr(not(feature = "desktop"), allow(dead_code))]
    pub(crate) title: String,
    #[cfg_attr(not(feature = "desktop"), allow(dead_code))]
    pub(crate) at: Option<(f64, f64)>,
}

impl Wishes {
    /// Reads the command line.
    pub(crate) fn read(words: impl Iterator<Item = String>) -> Result<Wishes, String> {
        let mut words = words.peekable();
        let mut folder = None;
        let (mut title, mut at) = (String::from("Tequio"), None);
        let (mut neighbours, mut listen, mut lan) = (Vec::new(), None, true);
        // A new phone's key goes where the system keeps secrets, if it has such a place; one that lies in a file stays.
        let mut keychain = true;
        #[cfg_attr(not(feature = "driven"), allow(unused_mut))]
        let mut ahead = 0;
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--phone" => folder = Some(PathBuf::from(value()?)),
                "--neighbour" => neighbours.push(neighbour(&value()?)?),
                "--listen" => listen = Some(socket(&value()?)?),
                "--no-lan" => lan = false,
                "--keys" => keychain = keys(&value()?)?,
                "--title" => title = value()?,
                "--at" => at = Some(place(&value()?)?),
                #[cfg(feature = "driven")]
                "--clock-offset" => ahead = seconds(&value()?)?,
                _ => return Err(format!("{word} is not something it knows")),
            }
        }
        let folder = match folder {
            Some(folder) => folder,
            None => tequio_platform::data_folder()
                .map_err(|wrong| format!("no folder for this phone: {wrong}"))?,
        };
        let clock = Clock { ahead };
        let mut options = Options { neighbours, lan, clock, ..Options::on_lan(folder) };
        options.listen = listen.unwrap_or(options.listen);
        options.unlock.keychain = keychain;
        Ok(Wishes { options, title, at })
    }
}

fn neighbour(text: &str) -> Result<Multiaddr, String> {
    let address = match text.parse::<SocketAddr>() {
        Ok(SocketAddr::V4(v4)) => format!("/ip4/{}/tcp/{}", v4.ip(), v4.port()),
        Ok(SocketAddr::V6(v6)) => format!("/ip6/{}/tcp/{}", v6.ip(), v6.port()),
        Err(_) => text.to_owned(),
    };
    address.parse().map_err(|_| format!("{text} is no address of a neighbour"))
}

fn socket(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("{text} is no IP:PORT"))
}

/// Whether the key goes into the system's keychain.
fn keys(text: &str) -> Result<bool, String> {
    match text {
        "keychain" => Ok(true),
        "file" => Ok(false),
        _ => Err(format!("{text} is no place for keys: file or keychain")),
    }
}

/// How far the clock is off, for tests in which days pass.
#[cfg(feature = "driven")]
fn seconds(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| format!("{text} is no number of seconds"))
}

fn place(text: &str) -> Result<(f64, f64), String> {
    let (x, y) = text.split_once(',').ok_or_else(|| format!("{text} is no X,Y"))?;
    let number = |text: &str| text.trim().parse::<f64>().map_err(|_| format!("{text} is no number"));
    Ok((number(x)?, number(y)?))
}
