//! The bytes of a record.
//!
//! ```text
//! magic 8, version 1
//! five parts: length 4 (big-endian), bytes, BLAKE3 of them 32     so that it can be said which part was changed
//! BLAKE3 of all of it 32
//! ```
//!
//! The parts are deterministic CBOR: who was who, the texts, the payloads (each once), the entries and the ballots in
//! columns. A record has one spelling: what is read is written again, and has to come to the same bytes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use minicbor::{Decode, Encode};

use super::{
    Claim, Record, Stood, Worded,
    columns::{Columns, put, take},
};
use crate::{
    assembly::{
        meeting::{MinutesDigest, Way},
        vote::{self, Ballot, BallotIds, Digest, Opening, VOTERS_MAX, Voter, What},
    },
    cbor,
    count::Choice,
    entry::{Entry, PAYLOAD_BYTES_MAX, Payload},
    event::Event,
    ids::{BallotId, CircleId, DeviceKey, EntryId, PersonId, SetId},
};

/// How a record begins.
pub const MAGIC: [u8; 8] = *b"TEQUIOR\n";
/// The only version so far.
pub const VERSION: u8 = 1;
/// The longest record: a meeting of 500 with 20 votes takes less than 2 MB, and this is eight times that.
pub const RECORD_BYTES_MAX: usize = 16 * 1024 * 1024;
/// What the payloads of all entries may come to once they stand at each entry again: 500 acknowledgements of 20 votes
/// are 1 MB, seven reports of each 1 MB more; a file that says one payload of 32 kB ten thousand times is made to fill
/// somebody's memory.
const UNPACKED_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What a ballot takes besides its choice. Of all of them no more is unpacked than of payloads: a file that says one long
/// reason for each of so many signatures is made for the same.
const BALLOT_BYTES: usize = 128;
/// Persons and devices on all rolls, one after the other: 500 of either for 1,000 votes. (One roll that many votes name
/// stands once in the file.)
const STOOD_MAX: usize = 1_000_000;

/// A part of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The first nine bytes.
    Beginning,
    /// Circle, persons, devices, rolls and what is said to have come out.
    People,
    /// The texts.
    Texts,
    /// What entries say.
    Payloads,
    /// Who said it, when, after what, and the signatures.
    Entries,
    /// The ballots.
    Ballots,
    /// The sum at the end, or what stands between the parts.
    End,
}

const PARTS: [Part; 5] = [Part::People, Part::Texts, Part::Payloads, Part::Entries, Part::Ballots];

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Beginning => "the beginning",
            Part::People => "the part about people",
            Part::Texts => "the texts",
            Part::Payloads => "the part about what was said",
            Part::Entries => "the entries",
            Part::Ballots => "the ballots",
            Part::End => "the sum at its end",
        })
    }
}

/// Why bytes are no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFile {
    /// Something else.
    #[error("this file does not begin like a record")]
    NoRecord,
    /// Of a later version.
    #[error("this record was written by a later version of the app")]
    Later,
    /// Too long.
    #[error("this file is longer than any record is")]
    TooLong,
    /// Cut off.
    #[error("this record was cut off: {0} is not all there")]
    CutOff(Part),
    /// Changed by accident.
    #[error("this record was changed after it was written: {0} does not fit its sum")]
    Changed(Part),
    /// Changed with all sums made anew, or never written by this program.
    #[error("this record is not as phones write it: {0} cannot be read")]
    Unreadable(Part),
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct People {
    #[n(0)]
    circle: CircleId,
    #[n(1)]
    name: String,
    #[n(2)]
    meeting: EntryId,
    #[n(3)]
    minutes: MinutesDigest,
    #[n(4)]
    persons: BTreeMap<PersonId, String>,
    #[n(5)]
    devices: BTreeMap<DeviceKey, Whose>,
    /// Different ones, each once, ascending.
    #[n(6)]
    rolls: Vec<Bits>,
    #[n(7)]
    stood: BTreeMap<EntryId, u32>,
    #[n(8)]
    claims: BTreeMap<EntryId, Came>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Whose {
    #[n(0)]
    person: u32,
    #[n(1)]
    until: Option<u32>,
}

#[derive(Encode, Decode, PartialEq, Eq, PartialOrd, Ord)]
#[cbor(array)]
struct Bits {
    #[cbor(n(0), with = "minicbor::bytes")]
    persons: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    devices: Vec<u8>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Came {
    #[n(0)]
    set: SetId,
    #[n(1)]
    digest: Digest,
}

/// What an entry says.
#[derive(Clone, Encode, Decode)]
enum Said {
    /// The bytes.
    #[n(0)]
    Bytes(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// An opening; its voters by their numbers among the persons here (each: how many after the one before, how they vote,
    /// and by which key: 0 none, 1 the one that names them, 2 that of the device with the number after it, 3 the 32 bytes
    /// after it).
    #[n(2)]
    Opening {
        #[n(0)]
        but_voters: Box<Opening>,
        #[cbor(n(1), with = "minicbor::bytes")]
        voters: Vec<u8>,
    },
    /// A teller's report: which of this vote's ballots here it names.
    #[n(1)]
    Report {
        #[n(0)]
        vote: EntryId,
        #[cbor(n(1), with = "minicbor::bytes")]
        bits: Vec<u8>,
    },
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Rows {
    #[cbor(n(0), with = "minicbor::bytes")]
    rows: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    outside: Vec<u8>,
    #[cbor(n(2), with = "minicbor::bytes")]
    signatures: Vec<u8>,
}

/// The ballots of one vote: voters by their number on the opening, choices by theirs in a list of those that differ.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Cast {
    #[n(0)]
    vote: EntryId,
    #[n(1)]
    choices: Vec<Choice>,
    #[cbor(n(2), with = "minicbor::bytes")]
    rows: Vec<u8>,
    #[cbor(n(3), with = "minicbor::bytes")]
    signatures: Vec<u8>,
}

/// The openings among these entries.
fn openings(entries: &[(EntryId, Entry)]) -> BTreeMap<EntryId, Opening> {
    entries.iter().filter_map(|(id, entry)| Some((*id, opening(entry)?))).collect()
}

fn opening(entry: &Entry) -> Option<Opening> {
    let Payload::Kept(bytes) = &entry.payload else { return None };
    match Event::decode(bytes)? {
        Event::Voted(vote::Said::Opened(opening)) => Some(*opening),
        _ => None,
    }
}

/// The names of all ballots of a vote that a record holds: signed ones, and slips that are read in these payloads.
fn ballot_ids<'a>(
    circle: &CircleId,
    vote: &EntryId,
    opening: &Opening,
    ballots: impl Iterator<Item = &'a Ballot>,
    slips: &BTreeMap<EntryId, BTreeSet<vote::Slip>>,
) -> Vec<BallotId> {
    let hash = opening.hash(circle, vote);
    let keys: BTreeMap<DeviceKey, PersonId> =
        opening.voters.iter().filter_map(|voter| Some((voter.key?, voter.person))).collect();
    let signed = ballots.filter_map(|ballot| Some(ballot.id(&hash, keys.get(&ballot.key)?)));
    let read = slips.get(vote).into_iter().flatten().map(|slip| slip.id(&hash));
    let ids: BTreeSet<BallotId> = signed.chain(read).collect();
    ids.into_iter().collect()
}

/// The slips that are read in these payloads, by vote.
fn slips<'a>(payloads: impl Iterator<Item = &'a [u8]>) -> BTreeMap<EntryId, BTreeSet<vote::Slip>> {
    let mut slips: BTreeMap<EntryId, BTreeSet<vote::Slip>> = BTreeMap::new();
    for payload in payloads {
        if let Some(Event::Voted(vote::Said::In { vote, what: What::Read(slip) })) = Event::decode(payload) {
            slips.entry(vote).or_default().insert(slip);
        }
    }
    slips
}

impl Record {
    /// Its bytes. Entries without their words, or of a later version, have no place in a record.
    pub fn encode(&self) -> Vec<u8> {
        let mut file = [&MAGIC[..], &[VERSION]].concat();
        let (payloads, entries) = self.said();
        for part in [self.people(), cbor::encode(&self.texts), payloads, entries, self.cast()] {
            file.extend_from_slice(&(part.len() as u32).to_be_bytes());
            file.extend_from_slice(&part);
            file.extend_from_slice(blake3::hash(&part).as_bytes());
        }
        let sum = blake3::hash(&file);
        file.extend_from_slice(sum.as_bytes());
        file
    }

    fn people(&self) -> Vec<u8> {
        let number: BTreeMap<&PersonId, u32> = self.persons.keys().zip(0..).collect();
        let bits = |stood: &Stood| Bits {
            persons: bits(self.persons.keys().map(|person| stood.roll.contains(person))),
            devices: bits(self.devices.keys().map(|device| stood.devices.contains(device))),
        };
        let rolls: BTreeSet<Bits> = self.stood.values().map(bits).collect();
        let rolls: Vec<Bits> = rolls.into_iter().collect();
        let at = |stood: &Stood| rolls.binary_search(&bits(stood)).unwrap_or_default() as u32;
        let whose = |(person, until): &(PersonId, Option<u32>)| Whose {
            person: number.get(person).copied().unwrap_or(u32::MAX),
            until: *until,
        };
        cbor::encode(&People {
            circle: self.circle,
            name: self.name.clone(),
            meeting: self.meeting,
            minutes: self.minutes,
            persons: self.persons.clone(),
            devices: self.devices.iter().map(|(device, known)| (*device, whose(known))).collect(),
            stood: self.stood.iter().map(|(subject, stood)| (*subject, at(stood))).collect(),
            rolls,
            claims: self
                .claims
                .iter()
                .map(|(vote, claim)| (*vote, Came { set: claim.set, digest: claim.digest }))
                .collect(),
        })
    }

    /// The payloads and the columns of the entries.
    fn said(&self) -> (Vec<u8>, Vec<u8>) {
        let openings = openings(&self.entries);
        let kept = self.entries.iter().filter_map(|(_, entry)| match &entry.payload {
            Payload::Kept(bytes) => Some(&bytes[..]),
            Payload::Erased { .. } => None,
        });
        let slips = slips(kept);
        let mut names: BTreeMap<EntryId, Vec<BallotId>> = BTreeMap::new();
        let (mut payloads, mut numbers): (Vec<Said>, BTreeMap<Vec<u8>, usize>) = Default::default();
        let devices = self.devices.keys().zip(0..).map(|(device, n)| (*device, n)).collect();
        let columns = Columns::write(&self.entries, &devices, |entry| {
            let Payload::Kept(bytes) = &entry.payload else { return usize::MAX };
            if let Some(number) = numbers.get(bytes) {
                return *number;
            }
            // What is read is written in its one spelling; whoever spelled it otherwise is quoted as they did, or the
            // signature would not hold under it.
            let shorter = match Event::decode(bytes).filter(|event| event.encode() == *bytes) {
                Some(Event::Voted(vote::Said::In { vote, what: What::Reported(BallotIds(ids)) })) => {
                    openings.get(&vote).and_then(|opening| {
                        let ballots = self.ballots.get(&vote).into_iter().flatten();
                        let all = names
                            .entry(vote)
                            .or_insert_with(|| ballot_ids(&self.circle, &vote, opening, ballots, &slips));
                        let is_here = ids.iter().all(|id| all.binary_search(id).is_ok());
                        let bits = || bits(all.iter().map(|id| ids.binary_search(id).is_ok()));
                        is_here.then(|| Said::Report { vote, bits: bits() })
                    })
                }
                Some(Event::Voted(vote::Said::Opened(opening))) => self.voters(&opening).map(|voters| {
                    Said::Opening { but_voters: Box::new(Opening { voters: Vec::new(), ..*opening }), voters }
                }),
                _ => None,
            };
            let number = payloads.len();
            payloads.push(shorter.unwrap_or_else(|| Said::Bytes(bytes.clone())));
            numbers.insert(bytes.clone(), number);
            number
        });
        let Columns { rows, outside, signatures } = columns;
        (cbor::encode(&payloads), cbor::encode(&Rows { rows, outside, signatures }))
    }

    /// The voters of an opening by their numbers; nothing, if they are not in order or not among the persons here.
    fn voters(&self, opening: &Opening) -> Option<Vec<u8>> {
        let persons: Vec<PersonId> = self.persons.keys().copied().collect();
        let devices: Vec<DeviceKey> = self.devices.keys().copied().collect();
        let (mut bytes, mut next) = (Vec::new(), 0);
        for Voter { person, way, key } in &opening.voters {
            let at = persons.binary_search(person).ok()?;
            put(&mut bytes, at.checked_sub(next)? as u64);
            next = at + 1;
            put(&mut bytes, Way::ALL.iter().position(|one| one == way)? as u64);
            match key.map(|key| (key, devices.binary_search(&key))) {
                None => put(&mut bytes, 0),
                Some((key, _)) if key == *person => put(&mut bytes, 1),
                Some((_, Ok(at))) => {
                    put(&mut bytes, 2);
                    put(&mut bytes, at as u64);
                }
                Some((key, Err(_))) => {
                    put(&mut bytes, 3);
                    bytes.extend_from_slice(&key.0);
                }
            }
        }
        Some(bytes)
    }

    fn cast(&self) -> Vec<u8> {
        let openings = openings(&self.entries);
        let cast = self.ballots.iter().map(|(vote, ballots)| {
            let choices: BTreeSet<&Choice> = ballots.iter().map(|ballot| &ballot.choice).collect();
            let choices: Vec<Choice> = choices.into_iter().cloned().collect();
            let voters: BTreeMap<DeviceKey, usize> = openings.get(vote).map_or(BTreeMap::new(), |opening| {
                opening.voters.iter().zip(0..).filter_map(|(voter, n)| Some((voter.key?, n))).collect()
            });
            let (mut rows, mut signatures) = (Vec::new(), Vec::new());
            for ballot in ballots {
                put(&mut rows, voters.get(&ballot.key).map_or(u64::MAX, |n| *n as u64));
                put(&mut rows, ballot.counter.into());
                put(&mut rows, choices.binary_search(&ballot.choice).unwrap_or_default() as u64);
                signatures.extend_from_slice(&ballot.signature);
            }
            Cast { vote: *vote, choices, rows, signatures }
        });
        cbor::encode(&cast.collect::<Vec<Cast>>())
    }

    /// Reads a record. Nothing in it is believed yet: see [`super::check`].
    ///
    /// # Errors
    /// Says which part was changed, or cannot be read.
    pub fn decode(file: &[u8]) -> Result<Record, BadFile> {
        if file.len() > RECORD_BYTES_MAX {
            return Err(BadFile::TooLong);
        }
        let rest = file.strip_prefix(&MAGIC[..]).ok_or(BadFile::NoRecord)?;
        let (version, mut rest) = rest.split_first().ok_or(BadFile::CutOff(Part::Beginning))?;
        if *version != VERSION {
            return Err(BadFile::Later);
        }
        let mut parts: Vec<&[u8]> = Vec::new();
        for part in PARTS {
            let (length, after) = rest.split_first_chunk::<4>().ok_or(BadFile::CutOff(part))?;
            let length = u32::from_be_bytes(*length) as usize;
            let (bytes, after) = after.split_at_checked(length).ok_or(BadFile::CutOff(part))?;
            let (sum, after) = after.split_first_chunk::<32>().ok_or(BadFile::CutOff(part))?;
            if blake3::hash(bytes).as_bytes() != sum {
                return Err(BadFile::Changed(part));
            }
            parts.push(bytes);
            rest = after;
        }
        let body = &file[..file.len() - rest.len()];
        if rest != blake3::hash(body).as_bytes() {
            return Err(BadFile::Changed(Part::End));
        }
        let [people, texts, payloads, entries, cast] = parts[..] else {
            return Err(BadFile::CutOff(Part::End));
        };
        let record = read(people, texts, payloads, entries, cast)?;
        // One record, one spelling.
        if record.encode() == file { Ok(record) } else { Err(BadFile::Unreadable(Part::Entries)) }
    }
}

fn read(
    people: &[u8],
    texts: &[u8],
    payloads: &[u8],
    entries: &[u8],
    cast: &[u8],
) -> Result<Record, BadFile> {
    let bad = |part: Part| move |_| BadFile::Unreadable(part);
    let people: People = cbor::decode(people).map_err(bad(Part::People))?;
    let texts: Vec<Worded> = cbor::decode(texts).map_err(bad(Part::Texts))?;
    let payloads: Vec<Said> = cbor::decode(payloads).map_err(bad(Part::Payloads))?;
    let rows: Rows = cbor::decode(entries).map_err(bad(Part::Entries))?;
    let cast: Vec<Cast> = cbor::decode(cast).map_err(bad(Part::Ballots))?;
    if !cast.windows(2).all(|two| two[0].vote < two[1].vote) {
        return Err(BadFile::Unreadable(Part::Ballots));
    }
    let persons: Vec<PersonId> = people.persons.keys().copied().collect();
    let devices: Vec<DeviceKey> = people.devices.keys().copied().collect();
    let on_rolls = persons.len().saturating_add(devices.len());
    if people.stood.len().max(people.rolls.len()).saturating_mul(on_rolls) > STOOD_MAX {
        return Err(BadFile::Unreadable(Part::People));
    }
    let stood = |bits: &Bits| {
        let roll = picked(&bits.persons, &persons)?.into_iter().collect();
        Some(Stood { roll, devices: picked(&bits.devices, &devices)?.into_iter().collect() })
    };
    let whose = |whose: &Whose| Some((*persons.get(whose.person as usize)?, whose.until));
    let known: Option<_> = people.devices.iter().map(|(device, of)| Some((*device, whose(of)?))).collect();
    let rolls: Option<Vec<Stood>> = people.rolls.iter().map(stood).collect();
    let (Some(known), Some(rolls)) = (known, rolls) else { return Err(BadFile::Unreadable(Part::People)) };
    let at = |(subject, n): (&EntryId, &u32)| Some((*subject, rolls.get(*n as usize)?.clone()));
    let stood: Option<BTreeMap<_, _>> = people.stood.iter().map(at).collect();

    let slips = slips(payloads.iter().filter_map(|said| match said {
        Said::Bytes(bytes) => Some(&bytes[..]),
        Said::Opening { .. } | Said::Report { .. } => None,
    }));
    let mut ballots: BTreeMap<EntryId, Vec<Ballot>> = BTreeMap::new();
    let mut reports: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    let mut names: BTreeMap<EntryId, Vec<BallotId>> = BTreeMap::new();
    let mut unpacked = 0usize;
    let columns = Columns { rows: rows.rows, outside: rows.outside, signatures: rows.signatures };
    let entries = columns.read(&people.circle, &devices, |n, before| {
        let bytes = match payloads.get(n)? {
            Said::Bytes(bytes) => bytes.clone(),
            Said::Opening { but_voters, voters } => {
                let voters = read_voters(voters, &persons, &devices)?;
                let opening = Opening { voters, ..(**but_voters).clone() };
                Event::Voted(vote::Said::Opened(Box::new(opening))).encode()
            }
            Said::Report { vote, bits } => match reports.get(&n) {
                Some(bytes) => bytes.clone(),
                None => {
                    if !names.contains_key(vote) {
                        let opened = before.iter().find(|(id, _)| id == vote);
                        let opening = opened.and_then(|(_, entry)| opening(entry))?;
                        let cast = cast.iter().find(|cast| cast.vote == *vote);
                        let mut room = UNPACKED_BYTES_MAX;
                        let theirs = cast.map_or(Some(Vec::new()), |cast| cast.read(&opening, &mut room))?;
                        let all = ballot_ids(&people.circle, vote, &opening, theirs.iter(), &slips);
                        names.insert(*vote, all);
                    }
                    let ids = picked(bits, names.get(vote)?)?;
                    let what = What::Reported(BallotIds(ids));
                    let bytes = Event::Voted(vote::Said::In { vote: *vote, what }).encode();
                    reports.insert(n, bytes.clone());
                    bytes
                }
            },
        };
        unpacked += bytes.len();
        (unpacked <= UNPACKED_BYTES_MAX && bytes.len() <= PAYLOAD_BYTES_MAX).then_some(bytes)
    });
    let entries = entries.ok_or(BadFile::Unreadable(Part::Entries))?;
    let openings = openings(&entries);
    let mut room = UNPACKED_BYTES_MAX;
    for cast in &cast {
        let theirs = openings.get(&cast.vote).and_then(|opening| cast.read(opening, &mut room));
        ballots.insert(cast.vote, theirs.ok_or(BadFile::Unreadable(Part::Ballots))?);
    }
    Ok(Record {
        circle: people.circle,
        name: people.name,
        meeting: people.meeting,
        minutes: people.minutes,
        persons: people.persons,
        devices: known,
        stood: stood.ok_or(BadFile::Unreadable(Part::People))?,
        claims: people
            .claims
            .into_iter()
            .map(|(vote, came)| (vote, Claim { set: came.set, digest: came.digest }))
            .collect(),
        texts,
        entries,
        ballots,
    })
}

/// The voters of an opening.
fn read_voters(mut bytes: &[u8], persons: &[PersonId], devices: &[DeviceKey]) -> Option<Vec<Voter>> {
    let number = |bytes: &mut &[u8]| usize::try_from(take(bytes)?).ok();
    let (mut voters, mut next) = (Vec::new(), 0usize);
    while !bytes.is_empty() {
        if voters.len() == VOTERS_MAX {
            return None;
        }
        let at = next.checked_add(number(&mut bytes)?)?;
        let person = *persons.get(at)?;
        next = at + 1;
        let way = *Way::ALL.get(number(&mut bytes)?)?;
        let key = match take(&mut bytes)? {
            0 => None,
            1 => Some(person),
            2 => Some(*devices.get(number(&mut bytes)?)?),
            3 => {
                let (key, rest) = bytes.split_first_chunk::<32>()?;
                bytes = rest;
                Some(DeviceKey(*key))
            }
            _ => return None,
        };
        voters.push(Voter { person, way, key });
    }
    Some(voters)
}

impl Cast {
    /// The ballots, if there is room for them.
    fn read(&self, opening: &Opening, room: &mut usize) -> Option<Vec<Ballot>> {
        let sizes: Vec<usize> = self.choices.iter().map(|choice| cbor::encode(choice).len()).collect();
        let (signatures, rest) = self.signatures.as_chunks::<64>();
        let mut rows = &self.rows[..];
        let mut ballots = Vec::with_capacity(signatures.len());
        for signature in signatures {
            let voter = usize::try_from(take(&mut rows)?).ok()?;
            let key = opening.voters.get(voter)?.key?;
            let counter = u32::try_from(take(&mut rows)?).ok()?;
            let n = usize::try_from(take(&mut rows)?).ok()?;
            *room = room.checked_sub(BALLOT_BYTES + sizes.get(n)?)?;
            let choice = self.choices.get(n)?.clone();
            ballots.push(Ballot { choice, counter, key, signature: *signature });
        }
        (rest.is_empty() && rows.is_empty()).then_some(ballots)
    }
}

/// One bit each, the first lowest.
fn bits(of: impl Iterator<Item = bool>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (n, bit) in of.enumerate() {
        if n % 8 == 0 {
            bytes.push(0);
        }
        if let Some(last) = bytes.last_mut() {
            *last |= u8::from(bit) << (n % 8);
        }
    }
    bytes
}

/// Those whose bit is set; nothing, if there are not as many bits as there are of them.
fn picked<T: Copy>(bits: &[u8], of: &[T]) -> Option<Vec<T>> {
    if bits.len() != of.len().div_ceil(8) {
        return None;
    }
    let is_set = |n: usize| bits[n / 8] >> (n % 8) & 1 == 1;
    Some(of.iter().enumerate().filter(|(n, _)| is_set(*n)).map(|(_, one)| *one).collect())
}
