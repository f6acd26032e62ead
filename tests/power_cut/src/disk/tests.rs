//! What a disk keeps, and what it refuses.

use super::{Attributes, Disk, Number, ROOT, Survival, Syncs};

const PLAIN: Attributes = Attributes { mode: 0o600, user: 0, group: 0 };

fn make(disk: &mut Disk, name: &str) -> Number {
    disk.make(ROOT, name.as_ref(), false, PLAIN).unwrap()
}

fn cut(disk: Disk) -> Disk {
    disk.after_cut(Survival::Nothing, &mut fastrand::Rng::with_seed(7)).0
}

#[test]
fn a_new_file_is_there_once_it_and_its_folder_were_synced() {
    for (of_file, of_folder) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut disk = Disk::new();
        let file = make(&mut disk, "file");
        disk.write(file, 0, b"written").unwrap();
        if of_file {
            disk.sync(file).unwrap();
        }
        if of_folder {
            disk.sync(ROOT).unwrap();
        }
        let disk = cut(disk);
        assert_eq!(disk.find(ROOT, "file".as_ref()).is_ok(), of_folder);
        if of_folder {
            let expected: &[u8] = if of_file { b"written" } else { b"" };
            assert_eq!(disk.read(file, 0, 100).unwrap(), expected);
        }
    }
}

#[test]
fn a_journal_keeps_a_new_file_that_was_synced_though_its_folder_was_not() {
    let mut disk = Disk::with_journal();
    let folder = disk.make(ROOT, "folder".as_ref(), true, PLAIN).unwrap();
    let file = disk.make(folder, "file".as_ref(), false, PLAIN).unwrap();
    disk.sync(file).unwrap();
    let disk = cut(disk);
    assert_eq!(disk.find(ROOT, "folder".as_ref()).unwrap(), folder);
    assert_eq!(disk.find(folder, "file".as_ref()).unwrap(), file);
}

#[test]
fn nothing_is_done_after_the_cut() {
    let mut disk = Disk::new();
    let file = make(&mut disk, "file");
    disk.sync(ROOT).unwrap();
    disk.cut_after(1);
    disk.write(file, 0, b"one").unwrap();
    assert!(!disk.is_cut());
    disk.sync(file).unwrap_err();
    assert!(disk.is_cut());
    disk.sync(file).unwrap_err();
    disk.read(file, 0, 100).unwrap_err();
    assert_eq!(cut(disk).read(file, 0, 100).unwrap(), b"");
}

#[test]
fn a_sync_that_is_to_fail_does_so_once() {
    let mut disk = Disk::new();
    let file = make(&mut disk, "file");
    disk.sync(ROOT).unwrap();
    disk.troubles().fail_sync_after(1);
    disk.write(file, 0, b"one").unwrap();
    disk.sync(file).unwrap();
    disk.write(file, 0, b"two").unwrap();
    assert!(disk.troubles().will_fail());
    disk.sync(file).unwrap_err();
    assert!(!disk.troubles().will_fail());
    disk.sync(file).unwrap();
    assert_eq!(disk.read(file, 0, 100).unwrap(), b"two");
    assert_eq!(cut(disk).read(file, 0, 100).unwrap(), b"one");
}

#[test]
fn a_full_disk_takes_what_fits_in_a_file_and_no_more() {
    let mut disk = Disk::new();
    let file = make(&mut disk, "file");
    disk.write(file, 0, b"one").unwrap();
    disk.troubles().is_full = true;
    disk.write(file, 0, b"two").unwrap();
    disk.write(file, 1, b"two").unwrap_err();
    disk.resize(file, 4).unwrap_err();
    assert_eq!(disk.read(file, 0, 100).unwrap(), b"two");
    disk.troubles().is_full = false;
    disk.write(file, 1, b"two").unwrap();
}

#[test]
fn a_disk_that_ignores_syncs_loses_what_was_synced() {
    let mut disk = Disk::new();
    let file = make(&mut disk, "file");
    disk.sync(ROOT).unwrap();
    disk.set_syncs(Syncs::Ignored);
    disk.write(file, 0, b"one").unwrap();
    disk.sync(file).unwrap();
    assert_eq!(cut(disk).read(file, 0, 100).unwrap(), b"");
}

#[test]
fn a_sync_of_the_log_that_is_put_off_is_made_up_for_when_the_database_is_written() {
    for is_written in [false, true] {
        let mut disk = Disk::new();
        let (log, database) = (make(&mut disk, "store.db-wal"), make(&mut disk, "store.db"));
        disk.sync(ROOT).unwrap();
        disk.set_syncs(Syncs::PutOff);
        disk.write(log, 0, &[1; 32]).unwrap();
        disk.sync(log).unwrap();
        disk.write(log, 32, &[2; 8]).unwrap();
        disk.sync(log).unwrap();
        if is_written {
            disk.write(database, 0, &[3; 8]).unwrap();
        }
        let left = cut(disk).read(log, 0, 100).unwrap().len();
        assert_eq!(left, if is_written { 40 } else { 32 });
    }
}
