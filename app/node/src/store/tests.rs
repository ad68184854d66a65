use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tequio_core::{Event, Time, entry::Header};

use super::*;

/// A folder of this test alone; it goes when this is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tequio-store-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn keys_and_entry() -> (Keys, EntryId, Entry) {
    let keys = Keys::found(&mut ChaCha20Rng::seed_from_u64(1));
    let (author, clock) = (keys.device(), Time(1_790_000_000));
    let header = Header { author, seq: 0, previous: None, heads: Vec::new(), lamport: 1, clock, epoch: 0 };
    let event = Event::Founded { nonce: [0; 16], name: "Calle Roble".to_owned() };
    let entry = Entry::sign(&keys, header, event.encode());
    (keys.clone(), entry.id(&keys.circle), entry)
}

#[test]
fn what_was_kept_reads_back_after_the_folder_was_closed() {
    let folder = Folder::new("reads-back");
    let (keys, id, entry) = keys_and_entry();
    let hidden = BTreeSet::from([EntryId([1; 16]), EntryId([2; 16])]);
    let store = Store::open(&folder.0).unwrap();
    let keeps = [
        Keep::Keys(Box::new(keys.clone())),
        Keep::Entry(keys.circle, id, entry.clone()),
        Keep::Hidden(keys.circle, hidden.clone()),
    ];
    store.keep(&keeps).unwrap();
    drop(store);
    let store = Store::open(&folder.0).unwrap();
    let (circles, damaged) = store.circles().unwrap();
    assert_eq!((circles.len(), damaged), (1, 0));
    assert_eq!(circles[0].0.device(), keys.device());
    assert_eq!((&circles[0].1.entries, &circles[0].1.hidden), (&vec![entry.clone()], &hidden));
    let missing = EntryId([9; 16]);
    assert_eq!(store.entries(&keys.circle, &[id]), Ok(vec![entry.encode()]));
    assert_eq!(store.entries(&keys.circle, &[missing, id]), Ok(Vec::new()), "nothing after a gap");
}

#[test]
fn a_damaged_entry_is_counted_and_the_rest_is_there() {
    let folder = Folder::new("damaged");
    let (keys, id, entry) = keys_and_entry();
    let store = Store::open(&folder.0).unwrap();
    store.keep(&[Keep::Keys(Box::new(keys.clone())), Keep::Entry(keys.circle, id, entry)]).unwrap();
    let write = store.database.begin_write().unwrap();
    {
        let mut entries = write.open_table(ENTRIES).unwrap();
        entries.insert(&key(&keys.circle, &EntryId([3; 16])), &b"not an entry"[..]).unwrap();
    }
    write.commit().unwrap();
    let (circles, damaged) = store.circles().unwrap();
    assert_eq!((circles[0].1.entries.len(), damaged), (1, 1));
}

#[test]
fn a_folder_that_is_open_is_in_use() {
    let folder = Folder::new("in-use");
    let store = Store::open(&folder.0).unwrap();
    assert_eq!(Store::open(&folder.0).err(), Some(Fault::InUse));
    drop(store);
    assert!(Store::open(&folder.0).is_ok());
}

#[test]
fn settings_have_limits_and_can_be_forgotten() {
    let folder = Folder::new("settings");
    let store = Store::open(&folder.0).unwrap();
    store.set_setting("language", Some(b"es")).unwrap();
    assert_eq!(store.setting("language"), Ok(Some(b"es".to_vec())));
    store.set_setting("language", None).unwrap();
    assert_eq!(store.setting("language"), Ok(None));
    let long_name = "x".repeat(SETTING_NAME_BYTES_MAX + 1);
    let long_value = vec![0; SETTING_VALUE_BYTES_MAX + 1];
    assert!(store.set_setting(&long_name, Some(b"")).is_err());
    assert!(store.set_setting("draft", Some(&long_value)).is_err());
    for n in 0..SETTINGS_MAX {
        store.set_setting(&format!("draft {n}"), Some(b"")).unwrap();
    }
    assert!(store.set_setting("one more", Some(b"")).is_err());
    assert_eq!(store.setting("one more"), Ok(None), "what was refused was not kept");
    store.set_setting("draft 0", Some(b"again")).unwrap();
}
