//! The command line. Everything that a user sees of a flag (help, man page,
//! completion) comes from here.

use std::ffi::OsString;
use std::path::PathBuf;

use aquila::aql::Mode;
use aquila::event::PropertyType;
use aquila::rules::Severity;
use aquila::{InputFormat, InputLimits, NowReading, NullLogic, RegexMatch};
use clap::{ArgAction, Parser, Subcommand, ValueEnum};

/// QRadar AQL detections over raw log files, without QRadar.
#[derive(Debug, Parser)]
#[command(name = "aquila", version, propagate_version = true, disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run detection rules over log files and print alerts
    #[command(
        after_help = "Examples:\n  aquila hunt examples/logs\n  aquila hunt -r rules/ exports/ -f jsonl | jq .vector"
    )]
    Hunt(HuntArgs),
    /// Run one AQL statement over log files and print its rows
    #[command(
        after_help = "Examples:\n  aquila search 'SELECT username, COUNT(*) FROM events GROUP BY username' examples/logs\n  aquila search -r query.aql exports/ -f csv -o rows.csv"
    )]
    Search(SearchArgs),
    /// Say what files are, and where each value of their events stands
    #[command(
        after_help = "Examples:\n  aquila identify examples/logs\n  aquila identify --events 2 examples/logs/sysmon.jsonl -f jsonl | jq .events"
    )]
    Identify(IdentifyArgs),
    /// List the log source types that are recognized
    #[command(after_help = "Examples:\n  aquila sources\n  aquila sources --sources sources.d -f jsonl")]
    Sources(ListArgs),
    /// List the properties that AQL can name
    #[command(
        after_help = "Examples:\n  aquila fields\n  aquila fields --source 'Linux OS' -f jsonl | jq .name"
    )]
    Fields(FieldsArgs),
    /// Take custom properties over from QRadar: JSON of its REST API in, properties.yml out
    #[command(
        after_help = "Examples:\n  aquila import exported/*.json -o properties.yml\n  curl -sH \"SEC: $TOKEN\" $QRADAR/api/config/event_sources/custom_properties/regex_properties > regex_properties.json"
    )]
    Import(ImportArgs),
    /// Print a completion script for a shell
    #[command(
        after_help = "Examples:\n  aquila completions bash > aquila.bash\n  aquila completions zsh > _aquila"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write one page per command
    #[command(after_help = "Examples:\n  aquila man | man -l -\n  aquila man --out man1/")]
    Man {
        /// Folder to write one page per command to
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct HuntArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<OsString>,
    /// Rules to run instead of the default ones: an .aql file, or a folder of rules
    #[arg(short, long, value_name = "FILE|FOLDER", help_heading = "Rules")]
    pub(crate) rules: Vec<PathBuf>,
    /// Leave the text of the records out of alerts
    #[arg(long, help_heading = "Output")]
    pub(crate) no_payload: bool,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SearchArgs {
    /// The AQL statement (leave out with -r), then files, folders, globs, or -
    #[arg(required = true, value_name = "AQL|PATH")]
    pub(crate) operands: Vec<OsString>,
    /// Read the statement from a file
    #[arg(short, long, value_name = "FILE.aql", help_heading = "Rules")]
    pub(crate) rules: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct IdentifyArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<OsString>,
    /// Show the first events of each file, property by property
    #[arg(long, value_name = "N", help_heading = "Output")]
    pub(crate) events: Option<usize>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) teach: TeachArgs,
    #[command(flatten)]
    pub(crate) data: DataArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ImportArgs {
    /// Answers of /config/event_sources/custom_properties/*, and of the lists that give names to their ids; - for standard input
    #[arg(required = true, value_name = "FILE.json")]
    pub(crate) paths: Vec<PathBuf>,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// Replace the output file if it exists
    #[arg(long, help_heading = "Output")]
    pub(crate) overwrite: bool,
}

/// What lists of what is known share.
#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) teach: TeachArgs,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct FieldsArgs {
    /// Only the properties that this log source type has
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(crate) source: Option<String>,
    #[command(flatten)]
    pub(crate) list: ListArgs,
}

/// What hunt and search share.
#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) teach: TeachArgs,
    /// Whether what QRadar refuses is refused
    #[arg(long, value_enum, default_value_t = ModeArg::Lenient, env = "AQUILA_MODE", help_heading = "Rules")]
    pub(crate) mode: ModeArg,
    /// What a condition over an absent value is
    #[arg(long, value_enum, default_value_t = NullLogicArg::Sql, env = "AQUILA_NULL_LOGIC", help_heading = "Rules")]
    pub(crate) null_logic: NullLogicArg,
    /// Whether MATCHES looks for the pattern or wants the whole value
    #[arg(long, value_enum, default_value_t = RegexMatchArg::Find, env = "AQUILA_REGEX_MATCH", help_heading = "Rules")]
    pub(crate) regex_match: RegexMatchArg,
    /// What NOW() and LAST count from: event, wall, newest, or a time [default: event for hunt, wall for search]
    #[arg(long, value_name = "TIME", value_parser = parse_now, env = "AQUILA_NOW", help_heading = "Time")]
    pub(crate) now: Option<NowReading>,
    #[command(flatten)]
    pub(crate) data: DataArgs,
    /// Exit with 1 when there are alerts of at least this severity; for search, any row
    #[arg(long, value_name = "SEVERITY", num_args = 0..=1, default_missing_value = "info", require_equals = true, help_heading = "Output")]
    pub(crate) fail_on_alert: Option<Severity>,
    /// Print as found instead of in order
    #[arg(long, help_heading = "Output")]
    pub(crate) unordered: bool,
    /// Form of the summary, the last thing on standard error
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text, help_heading = "Output")]
    pub(crate) summary: SummaryFormat,
    /// Write the summary as JSON to a file, too
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) summary_file: Option<PathBuf>,
    /// Form of error messages about AQL
    #[arg(long, value_enum, default_value_t = ErrorFormat::Text, help_heading = "Output")]
    pub(crate) error_format: ErrorFormat,
    /// Threads [default: all processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), env = "AQUILA_THREADS", help_heading = "Limits")]
    pub(crate) threads: Option<u16>,
    /// Memory for sorting and grouping before they spill to disk
    #[arg(long, value_name = "SIZE", default_value = "64MiB", value_parser = parse_sort_memory, env = "AQUILA_SORT_MEMORY", help_heading = "Limits")]
    pub(crate) sort_memory: u64,
    /// Most bytes spilled to disk at once
    #[arg(long, value_name = "SIZE", default_value = "100GiB", value_parser = parse_size, env = "AQUILA_MAX_SPILL", help_heading = "Limits")]
    pub(crate) max_spill: u64,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

/// How inputs are read.
#[derive(Debug, clap::Args)]
pub(crate) struct ReadArgs {
    /// Read inputs as this, whatever their content looks like: json, csv, xml, lines, evtx
    #[arg(long, value_name = "FORMAT", env = "AQUILA_INPUT_FORMAT", help_heading = "Input")]
    pub(crate) input_format: Option<InputFormat>,
    /// Exit with 0 although bytes were lost to evaluation (unreadable or broken files)
    #[arg(long, help_heading = "Input")]
    pub(crate) skip_errors: bool,
    /// Zone of times that are written without one, and of DATEFORMAT
    #[arg(long, value_name = "ZONE", default_value = "UTC", env = "AQUILA_TIMEZONE", help_heading = "Time")]
    pub(crate) timezone: chrono_tz::Tz,
    #[command(flatten)]
    pub(crate) limits: InputLimitArgs,
    /// Folder to spill to [default: the system's]
    #[arg(long, value_name = "FOLDER", env = "AQUILA_TEMP_DIR", help_heading = "Limits")]
    pub(crate) temp_dir: Option<PathBuf>,
}

/// What is known beside what ships.
#[derive(Debug, clap::Args)]
pub(crate) struct TeachArgs {
    /// Log source types of your own: a YAML file, or a folder of them; tried before the built-in ones
    #[arg(long, value_name = "FILE|FOLDER", env = "AQUILA_SOURCES", help_heading = "Input")]
    pub(crate) sources: Vec<PathBuf>,
    /// Custom properties, as a YAML file; a folder given with --sources may have its own in properties.yml
    #[arg(long, value_name = "FILE", env = "AQUILA_PROPERTIES", help_heading = "Input")]
    pub(crate) properties: Vec<PathBuf>,
    /// Define a custom property; type is one of String, Long, Double, Boolean, Host, Port
    #[arg(long, value_name = "NAME[:TYPE]", value_parser = parse_property, help_heading = "Rules")]
    pub(crate) property: Vec<(String, PropertyType)>,
}

/// Where data goes, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct DataArgs {
    /// Format of the output [default: table on a terminal, else jsonl]
    #[arg(short, long, value_enum, help_heading = "Output")]
    pub(crate) format: Option<Format>,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// Replace the output file if it exists
    #[arg(long, help_heading = "Output")]
    pub(crate) overwrite: bool,
    /// When to use color
    #[arg(long, value_enum, default_value_t = ColorWhen::Auto, help_heading = "Output")]
    pub(crate) color: ColorWhen,
}

/// What is said on standard error.
#[derive(Debug, clap::Args)]
pub(crate) struct TalkArgs {
    /// No progress and no summary; errors still show
    #[arg(short, long, help_heading = "General")]
    pub(crate) quiet: bool,
    /// More detail: how each input was read
    #[arg(short, long, action = ArgAction::Count, help_heading = "General")]
    pub(crate) verbose: u8,
}

/// What one input may cost.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct InputLimitArgs {
    /// Longest record; a longer one is cut
    #[arg(long, value_name = "SIZE", default_value = "16MiB", value_parser = parse_record_size, env = "AQUILA_MAX_RECORD")]
    pub(crate) max_record: u64,
    /// Deepest JSON that is read as JSON; deeper records are kept as text
    #[arg(long, value_name = "N", default_value_t = 128, value_parser = clap::value_parser!(u16).range(1..), env = "AQUILA_MAX_JSON_DEPTH")]
    pub(crate) max_json_depth: u16,
    /// Most bytes that decompression may make of one file
    #[arg(long, value_name = "SIZE", default_value = "64GiB", value_parser = parse_size, env = "AQUILA_MAX_OUTPUT")]
    pub(crate) max_output: u64,
    /// Most bytes that decompression may make of each byte of a file
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..), env = "AQUILA_MAX_RATIO")]
    pub(crate) max_ratio: u64,
    /// Most layers of compression and archives around a record
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=16), env = "AQUILA_MAX_NESTING")]
    pub(crate) max_nesting: u8,
    /// Most members that are read of one archive file
    #[arg(long, value_name = "N", default_value_t = 100_000, env = "AQUILA_MAX_MEMBERS")]
    pub(crate) max_members: u64,
}

impl InputLimitArgs {
    /// As the engine takes them.
    pub(crate) fn limits(&self) -> InputLimits {
        InputLimits {
            max_record: usize::try_from(self.max_record).unwrap_or(usize::MAX),
            max_json_depth: usize::from(self.max_json_depth),
            max_output: self.max_output,
            max_ratio: self.max_ratio,
            max_nesting: usize::from(self.max_nesting),
            max_members: self.max_members,
            ..InputLimits::default()
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Jsonl,
    Json,
    Csv,
    Parquet,
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SummaryFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ErrorFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModeArg {
    Strict,
    Lenient,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NullLogicArg {
    Sql,
    TwoValued,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RegexMatchArg {
    Find,
    Full,
}

impl From<ModeArg> for Mode {
    fn from(mode: ModeArg) -> Self {
        match mode {
            ModeArg::Strict => Mode::Strict,
            ModeArg::Lenient => Mode::Lenient,
        }
    }
}

impl From<NullLogicArg> for NullLogic {
    fn from(null_logic: NullLogicArg) -> Self {
        match null_logic {
            NullLogicArg::Sql => NullLogic::Sql,
            NullLogicArg::TwoValued => NullLogic::TwoValued,
        }
    }
}

impl From<RegexMatchArg> for RegexMatch {
    fn from(regex_match: RegexMatchArg) -> Self {
        match regex_match {
            RegexMatchArg::Find => RegexMatch::Find,
            RegexMatchArg::Full => RegexMatch::Full,
        }
    }
}

fn parse_now(text: &str) -> Result<NowReading, String> {
    match text {
        "event" => Ok(NowReading::Event),
        "wall" => Ok(NowReading::Wall),
        "newest" => Ok(NowReading::Newest),
        _ => match text.parse::<i64>().ok().or_else(|| aquila::value::parse_timestamp(text)) {
            Some(millis) => Ok(NowReading::At(millis)),
            None => Err("expected event, wall, newest, 2026-01-31T17:00:00Z, or epoch milliseconds".into()),
        },
    }
}

fn parse_property(text: &str) -> Result<(String, PropertyType), String> {
    let (name, kind) = text.rsplit_once(':').unwrap_or((text, "String"));
    if name.trim().is_empty() {
        return Err("a property needs a name".into());
    }
    let property_type = match kind.to_ascii_lowercase().as_str() {
        "string" => PropertyType::String,
        "long" | "integer" | "number" | "numeric" => PropertyType::Long,
        "double" => PropertyType::Double,
        "boolean" => PropertyType::Boolean,
        "host" | "ip" => PropertyType::HostV4V6,
        "port" => PropertyType::Port,
        _ => return Err(format!("{kind:?} is not one of String, Long, Double, Boolean, Host, Port")),
    };
    Ok((name.trim().to_owned(), property_type))
}

fn parse_sort_memory(text: &str) -> Result<u64, String> {
    let least = aquila::LEAST_SORT_MEMORY as u64;
    match parse_size(text)? {
        size if size < least => Err("at least 16MiB is needed to sort what does not fit".into()),
        size => Ok(size),
    }
}

/// Records are addressed with 32 bits within their chunk.
fn parse_record_size(text: &str) -> Result<u64, String> {
    match parse_size(text)? {
        0 => Err("at least one byte".into()),
        size if size > 1 << 30 => Err("at most 1GiB".into()),
        size => Ok(size),
    }
}

/// `64MiB`, `2GB`, `1024`.
fn parse_size(text: &str) -> Result<u64, String> {
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        "t" | "tib" => 1 << 40,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "tb" => 1_000_000_000_000,
        other => return Err(format!("{other:?} is not a unit: B, KiB, MiB, GiB, TiB, KB, MB, GB, TB")),
    };
    let number: u64 = number.parse().map_err(|_| "expected a size such as 64MiB".to_owned())?;
    number.checked_mul(factor).ok_or_else(|| "too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }

    #[test]
    fn values() {
        assert_eq!(parse_size("64MiB"), Ok(64 << 20));
        assert_eq!(parse_size("2GB"), Ok(2_000_000_000));
        assert!(parse_size("many").is_err());
        assert_eq!(parse_now("2021-05-03T00:00:00Z"), Ok(NowReading::At(1_620_000_000_000)));
        assert_eq!(parse_now("newest"), Ok(NowReading::Newest));
        assert!(parse_now("yesterday").is_err());
        assert_eq!(parse_property("Risk Level:Long"), Ok(("Risk Level".into(), PropertyType::Long)));
        assert_eq!(parse_property("x"), Ok(("x".into(), PropertyType::String)));
    }
}
