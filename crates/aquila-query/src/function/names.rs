//! The functions that give an id its name: CATEGORYNAME, LOGSOURCENAME,
//! LOGSOURCETYPENAME, PROTOCOLNAME, QIDNAME.
//!
//! An id without a name gives NULL. What QRadar prints there is not documented,
//! and a made-up word would match patterns.

use std::collections::HashMap;
use std::sync::Arc;

use aquila_event::{LogSources, Taxonomy};
use datafusion::arrow::array::{ArrayRef, StringBuilder};
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::common::Result;
use datafusion::logical_expr::ScalarUDF;

use super::kernel::{Arguments, Kernel, Shared, State};
use super::{Function, FunctionContext, Parameter};
use crate::types::AqlType;

/// `CATEGORYNAME(category)`: name of a low- or high-level category.
pub(super) static CATEGORYNAME: Function = by_id("CATEGORYNAME", "CATEGORYNAME(category)", |context| {
    udf("categoryname", taxonomy(context), |tables, id| Some(tables.0.category_name(id)?.to_owned()))
});

/// `LOGSOURCENAME(logsourceid)`: name of a log source.
pub(super) static LOGSOURCENAME: Function = by_id("LOGSOURCENAME", "LOGSOURCENAME(logsourceid)", |context| {
    let sources: Shared<LogSources> = Shared(Arc::clone(&context.log_sources));
    udf("logsourcename", sources, |sources, id| sources.0.name(id))
});

/// `LOGSOURCETYPENAME(devicetype)`: name of a log source type.
pub(super) static LOGSOURCETYPENAME: Function =
    by_id("LOGSOURCETYPENAME", "LOGSOURCETYPENAME(devicetype)", |context| {
        udf("logsourcetypename", taxonomy(context), |tables, id| {
            Some(tables.0.device_type_name(id)?.to_owned())
        })
    });

/// `PROTOCOLNAME(protocolid)`: name of an IANA protocol, as QRadar spells it.
pub(super) static PROTOCOLNAME: Function = by_id("PROTOCOLNAME", "PROTOCOLNAME(protocolid)", |context| {
    udf("protocolname", taxonomy(context), |tables, id| Some(tables.0.protocol_name(id)?.to_owned()))
});

/// `QIDNAME(qid)`: name of an event identity.
pub(super) static QIDNAME: Function = by_id("QIDNAME", "QIDNAME(qid)", |context| {
    udf("qidname", taxonomy(context), |tables, id| Some(tables.0.qid(id)?.name.clone()))
});

const fn by_id(
    name: &'static str,
    usage: &'static str,
    build: fn(&FunctionContext) -> ScalarUDF,
) -> Function {
    let parameters = &[Parameter::Long];
    Function {
        name,
        usage,
        parameters,
        required: 1,
        variadic: false,
        tolerates_null: false,
        returns: AqlType::Text,
        check: None,
        build,
    }
}

fn taxonomy(context: &FunctionContext) -> Shared<Taxonomy> {
    Shared(Arc::clone(&context.taxonomy))
}

/// The tables, and how a name is found in them. The function's name stands for
/// `find` in comparisons.
#[derive(Debug, Clone)]
struct Names<S> {
    tables: S,
    find: fn(&S, i64) -> Option<String>,
}

impl<S: State> PartialEq for Names<S> {
    fn eq(&self, other: &Self) -> bool {
        self.tables == other.tables
    }
}

impl<S: State> Eq for Names<S> {}

impl<S: State> std::hash::Hash for Names<S> {
    fn hash<H: std::hash::Hasher>(&self, hasher: &mut H) {
        self.tables.hash(hasher);
    }
}

fn udf<S: State>(name: &'static str, tables: S, find: fn(&S, i64) -> Option<String>) -> ScalarUDF {
    Kernel::udf(name, &[DataType::Int64], 1, DataType::Utf8, Names { tables, find }, named)
}

/// Each id of a batch is looked up once: batches hold few distinct ones.
fn named<S: State>(names: &Names<S>, arguments: &Arguments) -> Result<ArrayRef> {
    let ids = arguments.numbers::<Int64Type>(0)?;
    let mut known: HashMap<i64, Option<String>> = HashMap::new();
    let mut out = StringBuilder::new();
    for row in 0..arguments.rows {
        let name = ids.get(row).map(|id| known.entry(id).or_insert_with(|| (names.find)(&names.tables, id)));
        out.append_option(name.and_then(|name| name.as_deref()));
    }
    Ok(Arc::new(out.finish()))
}

#[cfg(test)]
mod tests {
    use super::super::kernel::testing::*;
    use super::*;

    #[test]
    fn ids_have_names_and_unknown_ids_have_none() {
        let mut taxonomy = (*Taxonomy::builtin()).clone();
        taxonomy.add_qid(5_000_475, "Success Audit", 8028);
        let sources = LogSources::default();
        let id = sources.id(&taxonomy, 12, "dc01");
        let context = FunctionContext {
            taxonomy: Arc::new(taxonomy),
            log_sources: Arc::new(sources),
            settings: Default::default(),
        };
        for (function, id, name) in [
            (&CATEGORYNAME, 8028, "File Created"),
            (&LOGSOURCENAME, id, "WindowsAuthServer @ dc01"),
            (&LOGSOURCETYPENAME, 12, "Microsoft Windows Security Event Log"),
            (&PROTOCOLNAME, 6, "tcp_ip"),
            (&QIDNAME, 5_000_475, "Success Audit"),
        ] {
            let udf = (function.build)(&context);
            let found = call(&udf, vec![longs(&[Some(id), Some(-7), None, Some(id)])], 4);
            assert_eq!(texts(&found), [Some(name), None, None, Some(name)], "{}", function.name);
            assert_eq!(texts(&call(&udf, vec![long(id)], 1)), [Some(name)]);
        }
    }
}
