//! The command line. Everything that a user sees of a flag (help, man page,
//! completion) comes from here.

mod value;

use std::ffi::OsString;
use std::path::PathBuf;

use aquila::event::PropertyType;
use aquila::rules::Severity;
use aquila::{InputFormat, InputLimits, NowReading};
use clap::{ArgAction, Parser, Subcommand};

pub(crate) use value::{ColorWhen, ErrorFormat, Format, ModeArg, NullLogicArg, RegexMatchArg, SummaryFormat};
use value::{parse_now, parse_property, parse_record_size, parse_size, parse_sort_memory};

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
        after_help = "Examples:\n  aquila identify examples/logs\n  aquila identify --events 2 examples/logs/kubernetes -f jsonl | jq .events"
    )]
    Identify(IdentifyArgs),
    /// List the log source types that are recognized
    #[command(
        after_help = "Examples:\n  aquila sources\n  aquila sources --sources tests/taught/teleport/sources"
    )]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }
}
