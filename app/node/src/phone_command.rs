//! One phone on stdin and stdout: a small language for tests and scripts.
//!
//! Every line gets exactly one answer, with the line's number `n` and `ok`; what changes meanwhile is told between the
//! answers as `{"event": …}`. An answer to a command that writes something comes when that is kept.

mod cards;
mod json;
mod meetings;
mod proposals;
mod votes;
mod words;

use std::{
    io::{BufRead, Write},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use serde_json::{Value, json};
use tequio_core::{
    CircleId, Command, EntryId, PersonId,
    event::Direction,
    rules::Rules,
    view::{Board, Deciding, Nearby, People},
};
use tequio_node::{
    Brought, Clock, Node, NotDone, Options, Passphrase, Unlock, Views, links::read_address,
    projection::Projection,
};
use tequio_platform::radio::Radio;
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};

use crate::{number_of, runtime, value_of};
use words::Words;

/// The language, as `help` tells it.
pub const COMMANDS: &str = "\
  found CIRCLE NAME            begin a circle, under this name
  join CODE NAME               knock at the circle of this code
  invite                       a code for a newcomer
  admit NAME|KEY               let in somebody who knocks
  circles | use CIRCLE         the circles of this phone; the one that the next commands are about
  people | nearby | board      what a screen would show
  post POST                    one post with its story
  ask FIELDS | offer FIELDS    title= words= kind= urgency= area= until=+SECONDS helpers= for=
  claim POST | release POST    take it on; take that back
  confirm POST PERSON [NOTE]   say yes to one who claimed, with a note for them alone
  note POST PERSON NOTE        write to the other of a confirmed pair
  done POST PERSON             say that it is done with this confirmed person
  withdraw POST                take one's own post back
  cancel POST NOTICE           call it off with a word to the others
  hide POST | unhide POST      on this phone alone
  rename NAME                  be called otherwise
  entries | hash | counters    how much is held, a hash of the state, what was refused
  radios                       how this phone's radios are, whom they see and how many links they have
  addresses | neighbour ADDR   where this phone listens; call that one from now on
  carry out FILE | carry in FILE
                               all that this phone carries, to a file or from one
  setting NAME [VALUE]         something small that a screen keeps
  passphrase [WORDS] [current=WORDS]   guard this phone with these words from now on, or with none
  wait entries|members|near|cards|knocks N [seconds=30]
                               until there are at least so many
  wait hash HASH [seconds=30]  until the state is this one
  quit
A text with spaces goes in \"quotes\". POST is an id, its beginning, or a title; PERSON a key, its beginning, or a name.
";

/// How long `wait` waits when nothing else is said.
const WAIT_SECONDS: u64 = 30;
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Runs a phone until `quit` or the end of stdin.
///
/// # Errors
/// A sentence about the options or the fault that keeps the phone from starting.
pub fn run(words: impl Iterator<Item = String>) -> Result<bool, String> {
    let options = read_options(words)?;
    let runtime = runtime()?;
    let done = runtime.block_on(serve(options));
    // The thread that reads stdin may wait for a line for ever.
    runtime.shutdown_background();
    done.map(|()| true)
}

/// Runs a phone for as long as it takes to write what it carries to a file, or to take in what is in one.
///
/// # Errors
/// A sentence about the words, the file, or the fault that keeps the phone from starting.
pub fn run_carry(mut words: impl Iterator<Item = String>) -> Result<bool, String> {
    let way = words.next().ok_or("say which way: carry out or carry in")?;
    let file = words.next().ok_or("say which file")?;
    let options = read_options(words)?;
    runtime()?.block_on(async {
        let node = Node::start(options).await.map_err(|fault| fault.to_string())?;
        let done = carry(&node, &way, Path::new(&file)).await;
        node.stop().await;
        tell(&done?);
        Ok(true)
    })
}

async fn carry(node: &Node, way: &str, file: &Path) -> Result<Value, String> {
    match way {
        "out" => Ok(json!({ "letters": node.carry_out(file).await.map_err(sentence)? })),
        "in" => {
            let Brought { new, known, late, no_room, wrong } = node.carry_in(file).await.map_err(sentence)?;
            Ok(json!({ "new": new, "known": known, "late": late, "no_room": no_room, "wrong": wrong }))
        }
        other => Err(format!("`{other}` is no way: carry out or carry in")),
    }
}

fn read_options(mut words: impl Iterator<Item = String>) -> Result<Options, String> {
    let (mut folder, mut listen, mut lan, mut neighbours, mut ahead) = (None, None, true, Vec::new(), 0);
    let (mut unlock, mut radios) = (Unlock::default(), Vec::new());
    while let Some(option) = words.next() {
        match option.as_str() {
            "--phone" => folder = Some(PathBuf::from(value_of("--phone", &mut words)?)),
            "--neighbour" => neighbours.push(read_address(&value_of("--neighbour", &mut words)?)?),
            "--listen" => {
                let value = value_of("--listen", &mut words)?;
                let address: SocketAddr =
                    value.parse().map_err(|_| format!("--listen wants IP:PORT, not `{value}`"))?;
                listen = Some(address);
            }
            "--no-lan" => lan = false,
            "--bluetooth" => radios.push(bluetooth(&value_of("--bluetooth", &mut words)?)?),
            "--keychain" => unlock.keychain = true,
            "--passphrase-file" => {
                unlock.passphrase = Some(read_passphrase(&value_of("--passphrase-file", &mut words)?)?);
            }
            "--clock-offset" => ahead = number_of("--clock-offset", &mut words)?,
            other => return Err(format!("`phone` knows no `{other}`; see `tequio-node help`")),
        }
    }
    let folder = folder.ok_or("say which phone: --phone DIR")?;
    let everywhere = if lan { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
    let listen = listen.unwrap_or(SocketAddr::from((everywhere, 0)));
    Ok(Options { listen, lan, neighbours, clock: Clock { ahead }, unlock, radios, ..Options::on_lan(folder) })
}

#[cfg(all(target_os = "linux", feature = "bluetooth"))]
fn bluetooth(adapter: &str) -> Result<Arc<dyn Radio>, String> {
    let adapter = (adapter != "any").then(|| adapter.to_owned());
    Ok(Arc::new(tequio_platform::radio::bluetooth::Bluetooth::new(adapter)))
}

#[cfg(not(all(target_os = "linux", feature = "bluetooth")))]
fn bluetooth(_: &str) -> Result<Arc<dyn Radio>, String> {
    Err("this build knows no Bluetooth: it wants Linux and the feature `bluetooth`".to_owned())
}

/// The first line of a file: other programs could read a passphrase that stands on the command line.
pub fn read_passphrase(path: &str) -> Result<Passphrase, String> {
    let text = std::fs::read_to_string(path).map_err(|wrong| format!("{path}: {wrong}"))?;
    Passphrase::new(text.lines().next().unwrap_or_default()).map_err(|fault| fault.to_string())
}

async fn serve(options: Options) -> Result<(), String> {
    let node = Node::start(options).await.map_err(|fault| fault.to_string())?;
    let circles: Vec<String> = node.circles().borrow().keys().map(ToString::to_string).collect();
    tell(&json!({ "event": "ready", "addresses": addresses(&node), "circles": circles }));
    tokio::spawn(tell_circles(node.clone()));
    let mut lines = stdin();
    let mut session = Session { node, circle: None, projection: None };
    let mut n = 0;
    while let Some(line) = lines.recv().await {
        n += 1;
        if line.trim() == "quit" {
            tell(&json!({ "n": n, "ok": true }));
            break;
        }
        let mut answer = json!({ "n": n, "ok": true });
        match session.obey(&line).await {
            Ok(Value::Object(more)) => answer.as_object_mut().expect("made above").extend(more),
            Ok(_) => {}
            Err(sentence) => answer = json!({ "n": n, "ok": false, "error": sentence }),
        }
        tell(&answer);
    }
    session.node.stop().await;
    Ok(())
}

/// One line, whole, whoever else is telling something.
fn tell(value: &Value) {
    let mut out = std::io::stdout().lock();
    // A reader that went away does not concern the phone.
    let _ = writeln!(out, "{value}").and_then(|()| out.flush());
}

fn stdin() -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// Tells each circle's changes, for as long as the node runs.
async fn tell_circles(node: Node) {
    let mut circles = node.circles();
    drop(node);
    let mut known = std::collections::BTreeSet::new();
    loop {
        let all = circles.borrow_and_update().clone();
        for (circle, views) in all.iter() {
            if known.insert(*circle) {
                tokio::spawn(tell_changes(*circle, views.clone()));
            }
        }
        if circles.changed().await.is_err() {
            return;
        }
    }
}

async fn tell_changes(circle: CircleId, mut views: Views) {
    loop {
        let event = tokio::select! {
            changed = views.board.changed() => changed.map(|()| {
                json!({ "event": "board", "cards": views.board.borrow_and_update().cards.len() })
            }),
            changed = views.people.changed() => changed.map(|()| {
                let people = views.people.borrow_and_update();
                json!({ "event": "people", "members": people.members.len(), "knocks": people.knocks.len() })
            }),
            changed = views.nearby.changed() => changed.map(|()| {
                json!({ "event": "nearby", "near": views.nearby.borrow_and_update().members.len() })
            }),
        };
        let Ok(mut event) = event else { return };
        event["circle"] = circle.to_string().into();
        tell(&event);
    }
}

fn addresses(node: &Node) -> Vec<String> {
    node.addresses().iter().map(ToString::to_string).collect()
}

/// What a line about proposals, meetings or votes is to do.
enum Said {
    /// An answer.
    Answer(Value),
    /// A wish, to be carried out as all are.
    Wish(Command),
}

struct Session {
    node: Node,
    circle: Option<CircleId>,
    projection: Option<Projection>,
}

impl Session {
    async fn obey(&mut self, line: &str) -> Result<Value, String> {
        let mut words = Words::cut(line)?;
        let verb = words.next("the command")?;
        let answer = match verb.as_str() {
            "help" => {
                json!({ "commands": ([COMMANDS, proposals::COMMANDS, meetings::COMMANDS, votes::COMMANDS, cards::COMMANDS].concat()) })
            }
            "found" => {
                let (circle_name, name) = (words.next("the circle's name")?, words.next("your name")?);
                self.enter(self.node.found(&circle_name, &name).await)?
            }
            "join" => {
                let (code, name) = (words.next("the code")?, words.next("your name")?);
                self.enter(self.node.join(&code, &name).await)?
            }
            "circles" => {
                let circles = self.node.circles();
                let ids: Vec<String> = circles.borrow().keys().map(ToString::to_string).collect();
                json!({ "circles": ids })
            }
            "use" => {
                let text = words.next("the circle")?;
                self.circle = Some(text.parse().map_err(|_| format!("`{text}` is no circle's id"))?);
                json!({ "circle": self.circle()?.to_string() })
            }
            "addresses" => json!({ "addresses": addresses(&self.node) }),
            "neighbour" => {
                let address = read_address(&words.next("the address")?)?;
                self.node.tell_neighbour(address).map_err(sentence)?;
                json!({})
            }
            "counters" => self.counters().await?,
            "radios" => json::radios(&self.node.radios().borrow()),
            "carry" => {
                let (way, file) = (words.next("out or in")?, words.next("the file")?);
                carry(&self.node, &way, Path::new(&file)).await?
            }
            "setting" => {
                let name = words.next("the setting's name")?;
                if let Some(value) = words.maybe() {
                    self.node.set_setting(&name, Some(value.into_bytes())).await.map_err(sentence)?;
                }
                let value = self.node.setting(&name).await.map_err(sentence)?;
                json!({ "value": value.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()) })
            }
            "passphrase" => {
                let secret = |words: Option<String>| {
                    words.map(Passphrase::new).transpose().map_err(|fault| fault.to_string())
                };
                let (current, new) = (secret(words.field("current"))?, secret(words.maybe())?);
                let protection = self.node.set_passphrase(current, new).await.map_err(sentence)?;
                json!({ "protection": format!("{protection:?}") })
            }
            "wait" => self.wait(&mut words).await?,
            "project" => {
                // Two at a time would want two addresses.
                self.projection = None;
                let projection = meetings::project(&mut words, &self.node, &self.circle()?).await?;
                let url = projection.url();
                self.projection = Some(projection);
                json!({ "url": url })
            }
            "project-end" => {
                self.projection = None;
                json!({})
            }
            _ => self.obey_in_circle(&verb, &mut words).await?,
        };
        words.end()?;
        Ok(answer)
    }

    async fn obey_in_circle(&self, verb: &str, words: &mut Words) -> Result<Value, String> {
        let circle = self.circle()?;
        let views = self.node.views(&circle).ok_or("this phone is not in that circle")?;
        let look = Look {
            node: &self.node,
            circle,
            board: views.board.borrow().clone(),
            people: views.people.borrow().clone(),
            deciding: views.deciding.borrow().clone(),
            rules: views.agreed.borrow().rules.clone(),
        };
        let mut said = proposals::obey(verb, words, &look).await?;
        if said.is_none() {
            said = meetings::obey(verb, words, &look).await?;
        }
        if said.is_none() {
            said = votes::obey(verb, words, &look).await?;
        }
        if said.is_none() {
            said = cards::obey(verb, words, &look).await?;
        }
        let command = match said {
            Some(Said::Answer(answer)) => return Ok(answer),
            Some(Said::Wish(command)) => command,
            None => match verb {
                "invite" => {
                    let invite = self.node.invite(&circle).await.map_err(sentence)?;
                    return Ok(json!({ "code": invite.code() }));
                }
                "people" => return Ok(json::people(&look.people)),
                "board" => return Ok(json::board(&look.board)),
                "nearby" => {
                    let nearby: Arc<Nearby> = views.nearby.borrow().clone();
                    return Ok(json::nearby(&nearby));
                }
                "post" => {
                    let id = look.post(words)?;
                    let post = self.node.post(&circle, &id).await.map_err(sentence)?;
                    return post
                        .map(|post| json::post(&post))
                        .ok_or(format!("this post is not known here: {id}"));
                }
                "entries" | "hash" => {
                    let standing = self.node.standing(&circle).await.map_err(sentence)?;
                    let hash = hex(&standing.state_hash);
                    return Ok(
                        json!({ "entries": standing.entries, "hash": hash, "member": standing.is_member }),
                    );
                }
                "admit" => Command::Admit { device: look.knocking(&words.next("who")?)? },
                "rename" => Command::Rename { name: words.next("the name")? },
                "ask" => Command::Post(words.posting(Direction::Ask, self.node.now())?),
                "offer" => Command::Post(words.posting(Direction::Offer, self.node.now())?),
                "claim" => Command::Claim { post: look.post(words)? },
                "release" => Command::Release { post: look.post(words)? },
                "confirm" => {
                    let (post, person) = (look.post(words)?, look.person(words)?);
                    Command::Confirm { post, person, note: words.rest() }
                }
                "note" => {
                    Command::Note { post: look.post(words)?, to: look.person(words)?, note: words.rest() }
                }
                "done" => Command::Done { post: look.post(words)?, person: look.person(words)? },
                "withdraw" => Command::Withdraw { post: look.post(words)? },
                "cancel" => Command::Cancel { post: look.post(words)?, notice: words.rest() },
                "hide" => Command::Hide { post: look.post(words)?, hidden: true },
                "unhide" => Command::Hide { post: look.post(words)?, hidden: false },
                other => return Err(format!("there is no command `{other}`; `help` tells which there are")),
            },
        };
        let id = self.node.perform(&circle, command).await.map_err(sentence)?;
        Ok(json!({ "id": id.map(|id| id.to_string()) }))
    }

    fn enter(&mut self, circle: Result<CircleId, NotDone>) -> Result<Value, String> {
        let circle = circle.map_err(sentence)?;
        self.circle = Some(circle);
        Ok(json!({ "circle": circle.to_string() }))
    }

    /// The circle that was named or entered last, or the only one.
    fn circle(&self) -> Result<CircleId, String> {
        let circles = self.node.circles();
        let circles = circles.borrow();
        match (self.circle, circles.keys().next()) {
            (Some(circle), _) => Ok(circle),
            (None, Some(only)) if circles.len() == 1 => Ok(*only),
            (None, None) => Err("this phone is in no circle: found or join one".to_owned()),
            (None, Some(_)) => Err("say which circle: use CIRCLE".to_owned()),
        }
    }

    async fn counters(&self) -> Result<Value, String> {
        let counters = self.node.counters().await.map_err(sentence)?;
        let rejected = counters.rejected.iter().map(|(why, times)| (format!("{why:?}"), json!(times)));
        Ok(json!({
            "links": counters.links,
            "rejected": Value::Object(rejected.collect()),
            "dropped": counters.dropped,
            "slow": counters.slow,
            "commits": counters.commits,
            "damaged": counters.damaged,
            "only_reads": counters.only_reads.map(|fault| fault.to_string()),
            "protection": counters.protection.map(|protection| format!("{protection:?}")),
            "carried": counters.carried,
            "carried_bytes": counters.carried_bytes,
        }))
    }

    async fn wait(&self, words: &mut Words) -> Result<Value, String> {
        let circle = self.circle()?;
        let (what, wanted) = (words.next("for what")?, words.next("how many, or which")?);
        let seconds = match words.field("seconds") {
            Some(text) => text.parse().map_err(|_| format!("seconds= wants a number, not `{text}`"))?,
            None => WAIT_SECONDS,
        };
        let mut views = self.node.views(&circle).ok_or("this phone is not in that circle")?;
        let waited = timeout(Duration::from_secs(seconds), async {
            loop {
                if self.holds(&circle, &views, &what, &wanted).await? {
                    return Ok(json!({}));
                }
                // Nearly all comes with a change of some view; the rest is looked for now and then.
                tokio::select! {
                    _ = views.board.changed() => {}
                    _ = views.people.changed() => {}
                    _ = views.nearby.changed() => {}
                    _ = views.posts.changed() => {}
                    () = sleep(LOOK_EVERY) => {}
                }
            }
        });
        waited.await.unwrap_or_else(|_| Err(format!("{seconds} seconds went by without it")))
    }

    async fn holds(
        &self,
        circle: &CircleId,
        views: &Views,
        what: &str,
        wanted: &str,
    ) -> Result<bool, String> {
        let standing = self.node.standing(circle).await.map_err(sentence)?;
        let count = match what {
            "hash" => return Ok(hex(&standing.state_hash) == wanted),
            "entries" => standing.entries,
            "members" => views.people.borrow().members.len(),
            "knocks" => views.people.borrow().knocks.len(),
            "cards" => views.board.borrow().cards.len(),
            "near" => views.nearby.borrow().members.len(),
            other => return Err(format!("`{other}` cannot be waited for")),
        };
        let wanted: usize = wanted.parse().map_err(|_| format!("`{wanted}` is no number"))?;
        Ok(count >= wanted)
    }
}

/// What a person would see when they say whom or what they mean, and on which phone.
struct Look<'a> {
    node: &'a Node,
    circle: CircleId,
    board: Arc<Board>,
    people: Arc<People>,
    deciding: Arc<Deciding>,
    rules: Rules,
}

impl Look<'_> {
    fn post(&self, words: &mut Words) -> Result<EntryId, String> {
        let said = words.next("which post")?;
        if let Ok(id) = said.parse() {
            return Ok(id);
        }
        let cards = self.board.cards.iter();
        let meant = cards.filter(|card| card.title == said || begins(&card.id, &said)).map(|card| card.id);
        the_one(meant, &said)
    }

    fn person(&self, words: &mut Words) -> Result<PersonId, String> {
        let said = words.next("whom")?;
        if let Ok(id) = said.parse() {
            return Ok(id);
        }
        let people = self.people.members.iter().map(|member| &member.person);
        let meant = people.filter(|person| person.name == said || begins(&person.id, &said));
        the_one(meant.map(|person| person.id), &said)
    }

    fn knocking(&self, said: &str) -> Result<PersonId, String> {
        if let Ok(id) = said.parse() {
            return Ok(id);
        }
        let knocks = self.people.knocks.iter();
        let meant = knocks.filter(|knock| knock.name == said || begins(&knock.device, said));
        the_one(meant.map(|knock| knock.device), said)
    }
}

/// Four letters of an id are a beginning; fewer would be a guess.
fn begins(id: &impl ToString, said: &str) -> bool {
    said.len() >= 4 && id.to_string().starts_with(said)
}

fn the_one<I>(mut meant: impl Iterator<Item = I>, said: &str) -> Result<I, String> {
    match (meant.next(), meant.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(format!("`{said}` could be several")),
        (None, _) => Err(format!("nothing here is `{said}`")),
    }
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

fn sentence(not_done: NotDone) -> String {
    not_done.to_string()
}
