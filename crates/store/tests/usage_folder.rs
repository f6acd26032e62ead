//! Usage as a folder of Parquet files.

mod util;

use parquet::{
    basic::{LogicalType, TimeUnit},
    file::reader::{FileReader, SerializedFileReader},
    record::{Row, RowAccessor},
};
use serde_json::json;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};
use store_auth_store::{
    Catalogue,
    billing::{
        Existing, Filter, Month, UsageExport, UsageFolder, UsageFolderError, UsageFormat,
        UsageNames, UsageRecord, WrittenMonth,
    },
    model::{Millis, Paid, Plan, Usage},
};
use tempfile::TempDir;
use util::{COMPANY, LIFETIME, OTHER_COMPANY, imported};

/// A product of each group.
const PRODUCTS: [&str; 4] = [
    "1219fb87cdbe1089e7efcf69e4232e0620f92900",
    "5c822a51a987df46e453150037e0fc1ac056cfbb",
    "8c822a51a987df46e453150037e0fc1ac056cfbb",
    "f219fb87cdbe1089e7efcf69e4232e0620f92900",
];
const DISPLAYS: [&str; 3] = ["A", "S56PSA4W298W", "a,\"b"];

fn catalogue() -> Catalogue {
    let products = PRODUCTS.map(|code| json!({"code": code, "name": "Weather"}));
    let document = json!({
        "products": products,
        "companies": [
            {"id": COMPANY, "name": "Acme", "displays": DISPLAYS},
            {"id": OTHER_COMPANY, "name": "Other"},
        ],
    });
    imported(&document.to_string())
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Records of three months, of all kinds.
fn records(catalogue: &Catalogue) -> Vec<Usage> {
    let company = |id: &str| catalogue.company(id).unwrap().number;
    let paid =
        [Paid::Free, Paid::Trial, Paid::Subscribed(Plan::Display), Paid::Subscribed(Plan::Company)];
    let start = month("2026-10").range().start;
    let records = (0..3000_usize).map(|index| {
        let at = start.plus(std::time::Duration::from_secs(index as u64 * 2600));
        let display = DISPLAYS.get(index % 4);
        Usage {
            at,
            company: company(if display.is_some() { COMPANY } else { OTHER_COMPANY }),
            display: display.map(|id| catalogue.display(id).unwrap().number),
            product: catalogue.product(PRODUCTS[index % 7 % 4]).unwrap().number,
            paid: paid[index % 5 % 4],
            until: at.plus(LIFETIME),
        }
    });
    records.collect()
}

fn named(catalogue: &Catalogue, records: &[Usage]) -> Vec<UsageRecord> {
    let mut names = UsageNames::default();
    records.iter().map(|usage| names.record(catalogue, usage).unwrap()).collect()
}

fn write(folder: &Path, records: &[UsageRecord]) -> Result<Vec<WrittenMonth>, UsageFolderError> {
    let mut usage = UsageFolder::new(folder, Existing::Refuse)?;
    for record in records {
        usage.write(record)?;
    }
    usage.finish()
}

fn reader(file: &Path) -> SerializedFileReader<fs::File> {
    SerializedFileReader::new(fs::File::open(file).unwrap()).unwrap()
}

/// The line that CSV has for a record.
fn csv_line(row: &Row) -> String {
    let instant = |index| Millis(row.get_timestamp_millis(index).unwrap()).to_string();
    let text = |index| row.get_string(index).cloned().unwrap_or_default();
    let mut line = csv::Writer::from_writer(Vec::new());
    let cells = [instant(0), text(1), text(2), text(3), text(4), text(5), instant(6)];
    line.write_record(cells).unwrap();
    String::from_utf8(line.into_inner().unwrap()).unwrap()
}

/// Every file of a folder, below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path) } else { vec![path] }
        })
        .collect();
    found.sort();
    found
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn a_folder_has_the_records_that_csv_has_in_their_order() {
    let catalogue = catalogue();
    let records = records(&catalogue);
    let folder = TempDir::new().unwrap();
    let written = write(folder.path(), &named(&catalogue, &records)).unwrap();
    assert_eq!(written.iter().map(|month| month.records).sum::<u64>(), 3000);

    let mut csv = Vec::new();
    let mut export = UsageExport::new(UsageFormat::Csv, Filter::default());
    export.write(&catalogue, &records, &mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let mut compared = 0;
    for month in ["2026-10", "2026-11", "2026-12"] {
        for (group, product) in ["0-3", "4-7", "8-b", "c-f"].into_iter().zip(PRODUCTS) {
            let file = format!("month={month}/product_group={group}/usage.parquet");
            let rows = reader(&folder.path().join(file));
            let found = rows.get_row_iter(None).unwrap().map(|row| csv_line(&row.unwrap()));
            let is_there = |line: &&str| line.starts_with(month) && line.contains(product);
            let expected = csv.split_inclusive('\n').filter(is_there);
            assert_eq!(found.collect::<Vec<_>>(), expected.clone().collect::<Vec<_>>());
            compared += expected.count();
        }
    }
    assert_eq!(compared, 3000);
}

#[test]
fn columns_have_the_names_that_csv_has_and_instants_are_of_utc() {
    let folder = TempDir::new().unwrap();
    let catalogue = catalogue();
    write(folder.path(), &named(&catalogue, &records(&catalogue)[..1])).unwrap();
    let reader = reader(&files(folder.path())[0]);
    let columns = reader.metadata().file_metadata().schema_descr().columns();
    assert_eq!(
        columns.iter().map(|column| column.name()).collect::<Vec<_>>(),
        UsageRecord::COLUMNS
    );
    let is_instant = |column: &str| {
        let found = columns.iter().find(|it| it.name() == column).unwrap().logical_type_ref();
        *found.unwrap() == LogicalType::timestamp(true, TimeUnit::MILLIS)
    };
    assert!(is_instant("at") && is_instant("until"));
}

#[test]
fn a_month_without_records_has_a_file_with_columns() {
    let folder = TempDir::new().unwrap();
    let mut usage = UsageFolder::new(folder.path(), Existing::Refuse).unwrap();
    usage.begin(month("2026-11")).unwrap();
    let written = usage.finish().unwrap();
    assert_eq!((written[0].records, written[0].files), (0, 1));
    let file = folder.path().join("month=2026-11/product_group=0-3/usage.parquet");
    assert_eq!(files(folder.path()), std::slice::from_ref(&file));
    let metadata = reader(&file);
    let metadata = metadata.metadata().file_metadata();
    assert_eq!((metadata.num_rows(), metadata.schema_descr().num_columns()), (0, 7));
}

#[test]
fn nothing_has_its_name_until_all_of_it_is_written() {
    let folder = TempDir::new().unwrap();
    let catalogue = catalogue();
    let mut usage = UsageFolder::new(folder.path(), Existing::Refuse).unwrap();
    for record in named(&catalogue, &records(&catalogue)) {
        usage.write(&record).unwrap();
    }
    let names = names_in(folder.path());
    assert!(matches!(names.as_slice(), [name] if name.starts_with(".unfinished-")), "{names:?}");
    drop(usage);
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[test]
fn a_month_that_is_there_stays_as_it_was() {
    let folder = TempDir::new().unwrap();
    let catalogue = catalogue();
    let records = named(&catalogue, &records(&catalogue));
    let november = |record: &&UsageRecord| Month::of(record.at) == month("2026-11");
    let november: Vec<_> = records.iter().filter(november).cloned().collect();
    write(folder.path(), &november[..1]).unwrap();
    let before: Vec<_> = files(folder.path()).iter().map(|file| fs::read(file).unwrap()).collect();

    let error = write(folder.path(), &records).unwrap_err();
    let path = folder.path().join("month=2026-11");
    assert_eq!(error.to_string(), format!("{}: expected no such folder yet", path.display()));
    let after: Vec<_> = files(folder.path()).iter().map(|file| fs::read(file).unwrap()).collect();
    assert_eq!((names_in(folder.path()), after), (vec!["month=2026-11".to_owned()], before));
}

#[test]
fn a_month_that_another_has_written_meanwhile_is_not_overwritten() {
    let folder = TempDir::new().unwrap();
    let begin = || {
        let mut usage = UsageFolder::new(folder.path(), Existing::Refuse).unwrap();
        usage.begin(month("2026-11")).unwrap();
        usage
    };
    let (first, second) = (begin(), begin());
    first.finish().unwrap();
    assert!(matches!(second.finish(), Err(UsageFolderError::Exists(_))));
    assert_eq!(names_in(folder.path()), ["month=2026-11"]);
}

#[test]
fn a_month_is_replaced_by_who_says_so_and_no_other_is() {
    let folder = TempDir::new().unwrap();
    let catalogue = catalogue();
    let records = named(&catalogue, &records(&catalogue));
    write(folder.path(), &records).unwrap();
    let mut usage = UsageFolder::new(folder.path(), Existing::Replace).unwrap();
    usage.begin(month("2026-11")).unwrap();
    usage.finish().unwrap();
    assert_eq!(names_in(folder.path()), ["month=2026-10", "month=2026-11", "month=2026-12"]);
    let rows = |month: &str| -> i64 {
        let files = files(&folder.path().join(format!("month={month}")));
        files.iter().map(|file| reader(file).metadata().file_metadata().num_rows()).sum()
    };
    assert_eq!((rows("2026-11"), rows("2026-10") > 0), (0, true));
}

#[test]
fn a_folder_can_be_written_by_another_thread() {
    let folder = TempDir::new().unwrap();
    let mut usage = UsageFolder::new(folder.path(), Existing::Refuse).unwrap();
    usage.begin(month("2026-11")).unwrap();
    let written = std::thread::spawn(move || usage.finish().unwrap().len());
    assert_eq!(written.join().unwrap(), 1);
}

#[test]
fn months_come_in_their_order() {
    let folder = TempDir::new().unwrap();
    let mut usage = UsageFolder::new(folder.path(), Existing::Refuse).unwrap();
    usage.begin(month("2026-11")).unwrap();
    let expected = "a record of 2026-10 after those of 2026-11: expected the order of time";
    assert_eq!(usage.begin(month("2026-10")).unwrap_err().to_string(), expected);
}

#[test]
fn all_of_it_is_its_owners_alone() {
    let folder = TempDir::new().unwrap();
    let catalogue = catalogue();
    write(folder.path(), &named(&catalogue, &records(&catalogue)[..1])).unwrap();
    let file = files(folder.path()).remove(0);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let month = file.ancestors().nth(2).unwrap();
    assert_eq!((mode(&file), mode(file.parent().unwrap()), mode(month)), (0o600, 0o700, 0o700));
}

#[test]
fn a_record_with_a_column_that_nobody_knows_is_none() {
    let catalogue = catalogue();
    let record = &named(&catalogue, &records(&catalogue)[..1])[0];
    let mut json = serde_json::to_value(record).unwrap();
    assert_eq!(&serde_json::from_value::<UsageRecord>(json.clone()).unwrap(), record);
    json["price"] = 7.into();
    let error = serde_json::from_value::<UsageRecord>(json).unwrap_err().to_string();
    assert!(error.starts_with("unknown field `price`, expected one of `at`"), "{error}");
}
