//! Memory for a folder of Parquet files does not grow with their records.

#![cfg(target_os = "linux")]

use std::fs;
use store_auth_store::{
    billing::{Existing, UsageFolder, UsageRecord, UsageStanding},
    model::{Millis, Plan},
};

/// The most memory that this process has had in use, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// More than are held at a time, each of another display, which costs most.
#[test]
fn two_million_records_take_no_more_memory_than_the_first_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut usage = UsageFolder::new(folder.path(), Existing::Refuse).unwrap();
    let mut write = |numbers: std::ops::Range<u32>| {
        for number in numbers {
            let at = Millis(1_792_200_000_000 + i64::from(number));
            let record = UsageRecord {
                at,
                company: "b430171d-550f-79ef-cdfb-55e4d24c2e52".parse().unwrap(),
                display: Some(format!("DISPLAY{number}").parse().unwrap()),
                product: "1219fb87cdbe1089e7efcf69e4232e0620f92900".parse().unwrap(),
                standing: UsageStanding::Subscribed,
                plan: Some(Plan::Display),
                until: at,
            };
            usage.write(&record).unwrap();
        }
    };
    write(0..1_100_000);
    let before = peak();
    write(1_100_000..2_200_000);
    let after = peak();
    assert_eq!(usage.finish().unwrap()[0].records, 2_200_000);
    assert!(after < before + before / 10, "from {before} to {after} KiB");
}
