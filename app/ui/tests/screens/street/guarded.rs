//! How a phone of the street is guarded: by the rules that a store has, without its ciphers.

use std::{cell::RefCell, collections::BTreeMap, task::Waker};

use tequio_core::{
    CircleId, Command, Refused,
    linking::{LinkCode, Wanted},
    parcel,
};
use tequio_ui::{
    Guard,
    guard::{Decoy, Denied, Piece, Protection},
    host::{Fault, Later, Wrong},
};

use super::{All, Circle, Handle, Keys};

/// Wrong tries that cost nothing.
const FREE: u32 = 3;

/// What guards a phone, and what lies beside it.
#[derive(Default)]
pub struct Guarded {
    passphrase: Option<String>,
    code: Option<(String, Decoy)>,
    is_locked: bool,
    failed: u32,
    /// When the last try was.
    tried: u64,
    brought: Option<Vec<u8>>,
}

/// What was put away, by the name of its file.
struct Backup {
    passphrase: String,
    circles: Vec<Circle>,
    kept: BTreeMap<String, Vec<u8>>,
}

thread_local! {
    /// The sticks and folders of the street. The file itself holds no more than its name.
    static SHELF: RefCell<BTreeMap<String, Backup>> = const {
        RefCell::new(BTreeMap::new())
    };
}

impl Guarded {
    pub fn is_locked(&self) -> bool {
        self.is_locked
    }

    /// The phone starts: under a passphrase it is locked.
    pub fn starts(&mut self) {
        self.is_locked = self.passphrase.is_some();
    }

    fn wait(&self, now: u64) -> u32 {
        let wait = u64::from(self.failed.saturating_sub(FREE)) * 5;
        (self.tried + wait).saturating_sub(now) as u32
    }

    fn check(&self, current: Option<&String>) -> Result<(), Wrong> {
        match self.passphrase.as_ref() == current {
            true => Ok(()),
            false => Err(Denied::Wrong.into()),
        }
    }
}

impl All {
    fn guarded(&mut self, phone: usize) -> &mut Guarded {
        &mut self.phones[phone].guarded
    }

    fn goes_out_of_reach(&mut self, phone: usize) {
        for other in 0..self.phones.len() {
            self.part(phone, other);
        }
    }

    /// The real circles are gone, and the code's phone is there.
    fn takes_over(&mut self, phone: usize, code: String, decoy: Decoy) {
        self.goes_out_of_reach(phone);
        self.phones[phone].circles.clear();
        self.phones[phone].kept = [("setting/name".to_owned(), decoy.name.clone().into_bytes())].into();
        *self.guarded(phone) = Guarded { passphrase: Some(code), ..Guarded::default() };
        let keys = Keys::found(&mut self.dice);
        let circle = keys.circle;
        self.open(phone, keys);
        let founded = Command::Found { circle_name: decoy.circle_name, name: decoy.name };
        self.perform(phone, circle, founded).expect("its names were looked at");
    }
}

/// Under which name a parcel stands on the shelf.
fn name_of(contact: CircleId) -> String {
    format!("parcel {contact}")
}

impl All {
    /// What was kept elsewhere is here again.
    pub fn comes_back(&mut self, phone: usize, parcel: Vec<u8>) {
        self.guarded(phone).brought = Some(parcel);
        self.phones[phone].is_back = true;
        self.see_contacts(phone);
    }

    fn other_end(&self, phone: usize, circle: CircleId) -> Option<usize> {
        let link = self
            .links
            .iter()
            .find(|link| link.circle == circle && link.ends.iter().any(|end| end.0 == phone))?;
        link.ends.iter().map(|end| end.0).find(|end| *end != phone)
    }
}

impl Guard for Handle {
    fn protection(&self) -> Protection {
        self.with(|all, phone| match all.guarded(phone).passphrase {
            Some(_) => Protection::Passphrase,
            None => Protection::File,
        })
    }

    fn wait(&self) -> u32 {
        self.with(|all, phone| {
            let now = all.now.0;
            all.guarded(phone).wait(now)
        })
    }

    fn unlock(&self, passphrase: String) -> Later<Result<(), Wrong>> {
        self.answer(|all, phone| {
            let now = all.now.0;
            if let Some(wrong) = all.phones[phone].broken.take() {
                return Err(wrong);
            }
            let guarded = all.guarded(phone);
            assert_eq!(guarded.wait(now), 0, "nobody tries before it is time");
            let is_code = guarded.code.as_ref().is_some_and(|(code, _)| *code == passphrase);
            if let (true, Some((code, decoy))) = (is_code, guarded.code.take()) {
                all.takes_over(phone, code, decoy);
            } else if guarded.passphrase.as_ref() != Some(&passphrase) {
                (guarded.failed, guarded.tried) = (guarded.failed + 1, now);
                return Err(Denied::Wrong.into());
            }
            let guarded = all.guarded(phone);
            (guarded.is_locked, guarded.failed) = (false, 0);
            Ok(())
        })
    }

    fn lock(&self) -> Later<()> {
        self.answer(|all, phone| {
            all.goes_out_of_reach(phone);
            all.guarded(phone).is_locked = true;
            let phone = &mut all.phones[phone];
            phone.sights.clear();
            phone.waker.take().into_iter().for_each(Waker::wake);
        })
    }

    fn set_passphrase(&self, current: Option<String>, new: Option<String>) -> Later<Result<(), Wrong>> {
        self.answer(|all, phone| {
            let guarded = all.guarded(phone);
            guarded.check(current.as_ref())?;
            let code = guarded.code.as_ref().map(|(code, _)| code);
            if new.is_some() && code == new.as_ref() {
                return Err(Denied::Alike.into());
            }
            if new.is_none() {
                guarded.code = None;
            }
            guarded.passphrase = new;
            Ok(())
        })
    }

    fn set_duress(&self, current: String, code: Option<(String, Decoy)>) -> Later<Result<(), Wrong>> {
        self.answer(|all, phone| {
            let guarded = all.guarded(phone);
            guarded.check(Some(&current))?;
            if code.as_ref().is_some_and(|(code, _)| *code == current) {
                return Err(Denied::Alike.into());
            }
            guarded.code = code;
            Ok(())
        })
    }

    fn place(&self) -> String {
        "/stick".to_owned()
    }

    fn suspend(&self, folder: String, passphrase: String) -> Later<Result<String, Wrong>> {
        self.answer(|all, phone| {
            if folder != "/stick" {
                return Err(Denied::Place.into());
            }
            all.goes_out_of_reach(phone);
            let circles = std::mem::take(&mut all.phones[phone].circles);
            let kept = std::mem::take(&mut all.phones[phone].kept);
            let path = format!("/stick/{phone}.tequio");
            let backup = Backup { passphrase, circles, kept };
            SHELF.with_borrow_mut(|shelf| shelf.insert(path.clone(), backup));
            *all.guarded(phone) = Guarded::default();
            all.show_circles(phone);
            Ok(path)
        })
    }

    fn suspend_to(&self, contact: CircleId, passphrase: String) -> Later<Result<(), Wrong>> {
        self.answer(|all, phone| {
            let keeper = all.other_end(phone, contact).ok_or(Denied::NotNear)?;
            all.goes_out_of_reach(phone);
            let circles = std::mem::take(&mut all.phones[phone].circles);
            let kept = std::mem::take(&mut all.phones[phone].kept);
            let backup = Backup { passphrase, circles, kept };
            SHELF.with_borrow_mut(|shelf| shelf.insert(name_of(contact), backup));
            *all.guarded(phone) = Guarded::default();
            let parcel = parcel::Kept { bytes: 120_000, since: all.now };
            all.phones[keeper].parcels.insert(contact, parcel);
            all.see_contacts(keeper);
            all.see_contacts(phone);
            all.show_circles(phone);
            Ok(())
        })
    }

    fn give_back(&self, contact: CircleId, code: String) -> Later<Result<(), Wrong>> {
        self.answer(|all, phone| {
            let code = LinkCode::read(&code, Wanted::Parcel, all.now).map_err(Refused::from)?;
            let All { phones, dice, now, .. } = all;
            let given = phones[phone].linking.give_back(code, name_of(contact).as_bytes(), *now, dice);
            Ok(given.map_err(Refused::from)?)
        })
    }

    fn throw_away(&self, contact: CircleId) -> Later<Result<(), Wrong>> {
        self.answer(|all, phone| {
            all.phones[phone].parcels.remove(&contact);
            all.see_contacts(phone);
            Ok(())
        })
    }

    fn bring(&self, piece: Piece) -> Later<Result<(), Wrong>> {
        self.answer(|all, phone| {
            if let Some(wrong) = all.phones[phone].broken.take() {
                return Err(wrong);
            }
            let brought = &mut all.guarded(phone).brought;
            match piece {
                Piece::Begin => *brought = Some(Vec::new()),
                Piece::Bytes(bytes) => brought.get_or_insert_default().extend(bytes),
            }
            Ok(())
        })
    }

    fn restore(&self, passphrase: String) -> Later<Result<(), Wrong>> {
        self.answer(|all, phone| {
            let brought = all.guarded(phone).brought.clone().ok_or(Fault::Unable)?;
            let backup = SHELF.with_borrow_mut(|shelf| {
                let name = String::from_utf8(brought).map_err(|_| Denied::NoBackup)?;
                match shelf.get(&name) {
                    None => Err(Denied::NoBackup),
                    Some(backup) if backup.passphrase != passphrase => Err(Denied::Wrong),
                    Some(_) => Ok(shelf.remove(&name).expect("it was just there")),
                }
            })?;
            (all.phones[phone].circles, all.phones[phone].kept) = (backup.circles, backup.kept);
            all.show_all(phone);
            Ok(())
        })
    }
}
