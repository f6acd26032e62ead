//! A column of texts, however it is laid out.

use arrow_array::{
    AnyDictionaryArray, Array, GenericByteArray, GenericByteViewArray,
    cast::AsArray,
    types::{
        BinaryType, BinaryViewType, ByteArrayType, ByteViewType, LargeBinaryType, LargeUtf8Type,
        StringViewType, Utf8Type,
    },
};
use arrow_buffer::ArrowNativeType;
use arrow_data::{ByteView, MAX_INLINE_VIEW_LEN};
use arrow_schema::DataType;

/// A column of texts, borrowed.
pub(super) enum Texts<'a> {
    Utf8(&'a GenericByteArray<Utf8Type>),
    LargeUtf8(&'a GenericByteArray<LargeUtf8Type>),
    Binary(&'a GenericByteArray<BinaryType>),
    LargeBinary(&'a GenericByteArray<LargeBinaryType>),
    Utf8View(&'a GenericByteViewArray<StringViewType>),
    BinaryView(&'a GenericByteViewArray<BinaryViewType>),
    /// As categories are: each text once, and for each row its place.
    Dictionary {
        places: Vec<usize>,
        keys: &'a dyn Array,
        values: Box<Texts<'a>>,
    },
    /// No row has one.
    Null,
}

impl<'a> Texts<'a> {
    /// What is expected, where it is none.
    pub(super) fn of(column: &'a dyn Array) -> Result<Self, String> {
        Ok(match column.data_type() {
            DataType::Utf8 => Self::Utf8(column.as_string()),
            DataType::LargeUtf8 => Self::LargeUtf8(column.as_string()),
            DataType::Binary => Self::Binary(column.as_binary()),
            DataType::LargeBinary => Self::LargeBinary(column.as_binary()),
            DataType::Utf8View => Self::Utf8View(column.as_string_view()),
            DataType::BinaryView => Self::BinaryView(column.as_binary_view()),
            DataType::Null => Self::Null,
            DataType::Dictionary(_, _) => {
                let column: &dyn AnyDictionaryArray = column.as_any_dictionary();
                let values = Box::new(Self::of(column.values().as_ref())?);
                // Panics where there is a row and no value.
                let places =
                    if column.values().is_empty() { Vec::new() } else { column.normalized_keys() };
                Self::Dictionary { places, keys: column.keys(), values }
            }
            other => return Err(format!("expected texts, found {other}")),
        })
    }

    /// The text of a row, if it has one.
    #[inline]
    pub(super) fn get(&self, row: usize) -> Option<&[u8]> {
        match self {
            Self::Utf8(column) => bytes(column, row),
            Self::LargeUtf8(column) => bytes(column, row),
            Self::Binary(column) => bytes(column, row),
            Self::LargeBinary(column) => bytes(column, row),
            Self::Utf8View(column) => view(column, row),
            Self::BinaryView(column) => view(column, row),
            Self::Dictionary { places, keys, values } => {
                let place = (!keys.is_null(row)).then(|| places.get(row)).flatten();
                place.and_then(|place| values.get(*place))
            }
            Self::Null => None,
        }
    }
}

// Ranges are looked up and not trusted: files and networks hold columns that are not what they say, which most libraries
// take as they are. What is nowhere is missing.

#[inline]
fn bytes<T: ByteArrayType>(column: &GenericByteArray<T>, row: usize) -> Option<&[u8]> {
    if row >= column.len() || column.is_null(row) {
        return None;
    }
    let offsets = column.value_offsets();
    let (start, end) = (offsets.get(row)?, offsets.get(row.checked_add(1)?)?);
    column.value_data().get(start.as_usize()..end.as_usize())
}

#[inline]
fn view<T: ByteViewType>(column: &GenericByteViewArray<T>, row: usize) -> Option<&[u8]> {
    if row >= column.len() || column.is_null(row) {
        return None;
    }
    let views = column.views();
    let view = ByteView::from(*views.get(row)?);
    let (all, start) = if view.length > MAX_INLINE_VIEW_LEN {
        let buffer = column.data_buffers().get(view.buffer_index.as_usize())?;
        (buffer.as_slice(), view.offset.as_usize())
    } else {
        // Behind its length, in the view itself.
        (
            views.inner().as_slice(),
            row.checked_mul(size_of::<u128>())?.checked_add(size_of::<u32>())?,
        )
    };
    all.get(start..start.checked_add(view.length.as_usize())?)
}
