//! What all our scalar functions share: a [`Kernel`] is a [`ScalarUDFImpl`] made
//! of a state and a function over [`Arguments`]. Constant folding of all-scalar
//! calls and the mix of scalars and arrays are handled here, once.

use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, StringArray, StringBuilder};
use datafusion::arrow::datatypes::{ArrowPrimitiveType, DataType};
use datafusion::common::{Result, ScalarValue, internal_datafusion_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};

/// Computes the rows of one batch.
pub(crate) type Run<S> = fn(&S, &Arguments) -> Result<ArrayRef>;

/// What a kernel may hold: compared, so that two plans can be.
pub(crate) trait State: Debug + Clone + PartialEq + Eq + Hash + Send + Sync + 'static {}

impl<T: Debug + Clone + PartialEq + Eq + Hash + Send + Sync + 'static> State for T {}

/// A scalar function with its state.
#[derive(Debug, Clone)]
pub(crate) struct Kernel<S> {
    name: &'static str,
    signature: Signature,
    returns: DataType,
    state: S,
    run: Run<S>,
}

// `run` is left out: the name tells the functions apart, and the addresses of
// functions are not dependable.
impl<S: State> PartialEq for Kernel<S> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.signature == other.signature && self.state == other.state
    }
}

impl<S: State> Eq for Kernel<S> {}

impl<S: State> Hash for Kernel<S> {
    fn hash<H: std::hash::Hasher>(&self, hasher: &mut H) {
        self.name.hash(hasher);
        self.state.hash(hasher);
    }
}

impl<S: State> Kernel<S> {
    /// A function of exactly these argument types, of which the last
    /// `types.len() - required` may be left out.
    pub(crate) fn udf(
        name: &'static str,
        types: &[DataType],
        required: usize,
        returns: DataType,
        state: S,
        run: Run<S>,
    ) -> ScalarUDF {
        let exact = (required..=types.len()).map(|count| match count {
            0 => TypeSignature::Nullary,
            count => TypeSignature::Exact(types[..count].to_vec()),
        });
        let signature = Signature::one_of(exact.collect(), Volatility::Immutable);
        ScalarUDF::new_from_impl(Kernel { name, signature, returns, state, run })
    }

    /// A function of one or more arguments of one type.
    pub(crate) fn variadic(
        name: &'static str,
        of: DataType,
        returns: DataType,
        state: S,
        run: Run<S>,
    ) -> ScalarUDF {
        let signature = Signature::variadic(vec![of], Volatility::Immutable);
        ScalarUDF::new_from_impl(Kernel { name, signature, returns, state, run })
    }
}

impl<S: State> ScalarUDFImpl for Kernel<S> {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(self.returns.clone())
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        // With only scalars one row is enough, and its result is a scalar too.
        let scalar = arguments.args.iter().all(|value| matches!(value, ColumnarValue::Scalar(_)));
        let rows = if scalar { 1 } else { arguments.number_rows };
        let columns = arguments.args.into_iter().map(Column::new).collect::<Result<_>>()?;
        let result = (self.run)(&self.state, &Arguments { columns, rows })?;
        Ok(match scalar {
            true => ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?),
            false => ColumnarValue::Array(result),
        })
    }
}

/// One argument: an array of all rows, or of one row that stands for all.
#[derive(Debug)]
struct Column {
    array: ArrayRef,
    constant: bool,
}

impl Column {
    fn new(value: ColumnarValue) -> Result<Self> {
        Ok(match value {
            ColumnarValue::Array(array) => Column { array, constant: false },
            ColumnarValue::Scalar(scalar) => Column { array: scalar.to_array()?, constant: true },
        })
    }
}

/// The arguments of one call.
#[derive(Debug)]
pub(crate) struct Arguments {
    columns: Vec<Column>,
    /// How many rows the result has.
    pub(crate) rows: usize,
}

impl Arguments {
    /// How many arguments were given.
    pub(crate) fn len(&self) -> usize {
        self.columns.len()
    }

    /// The argument itself, with one row when [`Arguments::is_constant`].
    pub(crate) fn array(&self, index: usize) -> Result<&ArrayRef> {
        let column = self.columns.get(index);
        column.map(|column| &column.array).ok_or_else(|| internal_datafusion_err!("no argument {index}"))
    }

    /// Whether the argument is the same for all rows.
    pub(crate) fn is_constant(&self, index: usize) -> bool {
        self.columns.get(index).is_some_and(|column| column.constant)
    }

    /// The argument as text.
    pub(crate) fn text(&self, index: usize) -> Result<Text<'_>> {
        let array = self.array(index)?;
        let text = array.as_string_opt::<i32>();
        let text = text.ok_or_else(|| internal_datafusion_err!("not text: {}", array.data_type()))?;
        Ok(Text { array: text, constant: self.is_constant(index) })
    }

    /// The argument as numbers of one type.
    pub(crate) fn numbers<T: ArrowPrimitiveType>(&self, index: usize) -> Result<Numbers<'_, T>> {
        let array = self.array(index)?;
        let numbers = array.as_primitive_opt::<T>();
        let numbers =
            numbers.ok_or_else(|| internal_datafusion_err!("not numbers: {}", array.data_type()))?;
        Ok(Numbers { array: numbers, constant: self.is_constant(index) })
    }

    /// Rows of text out of rows of text.
    pub(crate) fn map_text<'a, T: AsRef<str>>(
        &'a self,
        index: usize,
        map: impl Fn(&'a str) -> Option<T>,
    ) -> Result<ArrayRef> {
        let text = self.text(index)?;
        let mut out = StringBuilder::with_capacity(self.rows, text.array.value_data().len());
        for row in 0..self.rows {
            out.append_option(text.get(row).and_then(&map));
        }
        Ok(Arc::new(out.finish()))
    }
}

/// A text argument, by row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    array: &'a StringArray,
    constant: bool,
}

impl<'a> Text<'a> {
    /// The text of a row; `None` is NULL.
    pub(crate) fn get(&self, row: usize) -> Option<&'a str> {
        let row = if self.constant { 0 } else { row };
        self.array.is_valid(row).then(|| self.array.value(row))
    }
}

/// A number argument, by row.
#[derive(Debug)]
pub(crate) struct Numbers<'a, T: ArrowPrimitiveType> {
    array: &'a datafusion::arrow::array::PrimitiveArray<T>,
    constant: bool,
}

impl<T: ArrowPrimitiveType> Numbers<'_, T> {
    /// The number of a row; `None` is NULL.
    pub(crate) fn get(&self, row: usize) -> Option<T::Native> {
        let row = if self.constant { 0 } else { row };
        self.array.is_valid(row).then(|| self.array.value(row))
    }
}

/// Something shared that counts as equal only to itself.
#[derive(Debug)]
pub(crate) struct Shared<T>(pub(crate) Arc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Shared<T> {}

impl<T> Hash for Shared<T> {
    fn hash<H: std::hash::Hasher>(&self, hasher: &mut H) {
        Arc::as_ptr(&self.0).cast::<u8>().hash(hasher);
    }
}

/// Calls functions in unit tests as the engine does.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use datafusion::arrow::datatypes::Field;
    use datafusion::config::ConfigOptions;

    /// Calls a UDF; the result is an array of `rows` rows.
    pub(crate) fn call(udf: &ScalarUDF, args: Vec<ColumnarValue>, rows: usize) -> ArrayRef {
        let fields = args.iter().map(|value| Arc::new(Field::new("a", value.data_type(), true)));
        let types: Vec<_> = args.iter().map(ColumnarValue::data_type).collect();
        let returns = udf.return_type(&types).expect("a return type");
        let arguments = ScalarFunctionArgs {
            arg_fields: fields.collect(),
            args,
            number_rows: rows,
            return_field: Arc::new(Field::new("r", returns.clone(), true)),
            config_options: Arc::new(ConfigOptions::default()),
        };
        let result = udf.invoke_with_args(arguments).expect("a result");
        assert_eq!(result.data_type(), returns);
        result.into_array(rows).expect("an array")
    }

    /// A text column.
    pub(crate) fn text(rows: &[Option<&str>]) -> ColumnarValue {
        ColumnarValue::Array(Arc::new(StringArray::from(rows.to_vec())))
    }

    /// A text constant.
    pub(crate) fn constant(text: &str) -> ColumnarValue {
        ColumnarValue::Scalar(ScalarValue::from(text))
    }

    /// A column of whole numbers.
    pub(crate) fn longs(rows: &[Option<i64>]) -> ColumnarValue {
        ColumnarValue::Array(Arc::new(datafusion::arrow::array::Int64Array::from(rows.to_vec())))
    }

    /// A whole number.
    pub(crate) fn long(number: i64) -> ColumnarValue {
        ColumnarValue::Scalar(ScalarValue::from(number))
    }

    /// The rows of a text result.
    pub(crate) fn texts(array: &ArrayRef) -> Vec<Option<&str>> {
        array.as_string::<i32>().iter().collect()
    }

    /// A context with the shipped tables.
    pub(crate) fn context() -> crate::function::FunctionContext {
        crate::function::FunctionContext {
            taxonomy: aquila_event::Taxonomy::builtin(),
            log_sources: Arc::new(aquila_event::LogSources::default()),
            settings: crate::settings::Settings::default(),
        }
    }
}
