//! Zone names as `z` and `zzzz` print them (Java, Locale US), for UTC and the
//! zones of most people. Any other zone prints its offset, `GMT+05:45`, which
//! Java does too where it has no name. The same names are read back.

use chrono_tz::Tz;

use super::calendar::{self, ZoneOffset};
use super::text::Units;

/// Names of one kind of clock.
struct Names {
    /// Standard time, then summer time: short form and long form.
    standard: (&'static str, &'static str),
    daylight: (&'static str, &'static str),
    /// The zones that use them, by their names in the zone database. The first one is
    /// meant where a text has the name.
    zones: &'static [&'static str],
}

const fn names(
    standard: (&'static str, &'static str),
    daylight: (&'static str, &'static str),
    zones: &'static [&'static str],
) -> Names {
    Names { standard, daylight, zones }
}

/// Of the zones that share a name, such as CST and IST, the first one is meant, as in
/// the lists of Java 17 for Locale US: America first, Israel before Ireland and India.
#[rustfmt::skip]
static NAMES: &[Names] = &[
    names(("UTC", "Coordinated Universal Time"), ("UTC", "Coordinated Universal Time"),
        &["UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"]),
    names(("PST", "Pacific Standard Time"), ("PDT", "Pacific Daylight Time"),
        &["America/Los_Angeles", "America/Vancouver", "America/Tijuana", "US/Pacific", "Canada/Pacific", "PST8PDT"]),
    names(("MST", "Mountain Standard Time"), ("MDT", "Mountain Daylight Time"),
        &["America/Denver", "America/Phoenix", "America/Edmonton", "America/Boise", "US/Mountain", "US/Arizona",
          "Canada/Mountain", "MST7MDT"]),
    names(("CST", "Central Standard Time"), ("CDT", "Central Daylight Time"),
        &["America/Chicago", "America/Winnipeg", "America/Mexico_City", "America/Costa_Rica", "US/Central",
          "Canada/Central", "CST6CDT"]),
    names(("EST", "Eastern Standard Time"), ("EDT", "Eastern Daylight Time"),
        &["America/New_York", "America/Detroit", "America/Toronto", "America/Montreal", "America/Panama",
          "America/Jamaica", "US/Eastern", "Canada/Eastern", "EST5EDT"]),
    names(("HST", "Hawaii-Aleutian Standard Time"), ("HDT", "Hawaii-Aleutian Daylight Time"),
        &["Pacific/Honolulu", "US/Hawaii"]),
    names(("AKST", "Alaska Standard Time"), ("AKDT", "Alaska Daylight Time"), &["America/Anchorage", "US/Alaska"]),
    names(("AST", "Atlantic Standard Time"), ("ADT", "Atlantic Daylight Time"),
        &["America/Halifax", "America/Puerto_Rico", "Atlantic/Bermuda", "Canada/Atlantic"]),
    names(("NST", "Newfoundland Standard Time"), ("NDT", "Newfoundland Daylight Time"),
        &["America/St_Johns", "Canada/Newfoundland"]),
    names(("CET", "Central European Standard Time"), ("CEST", "Central European Summer Time"),
        &["Europe/Paris", "Europe/Amsterdam", "Europe/Andorra", "Europe/Belgrade", "Europe/Berlin", "Europe/Bratislava",
          "Europe/Brussels", "Europe/Budapest", "Europe/Copenhagen", "Europe/Gibraltar", "Europe/Ljubljana",
          "Europe/Luxembourg", "Europe/Madrid", "Europe/Malta", "Europe/Monaco", "Europe/Oslo",
          "Europe/Prague", "Europe/Rome", "Europe/San_Marino", "Europe/Sarajevo", "Europe/Skopje",
          "Europe/Stockholm", "Europe/Tirane", "Europe/Vaduz", "Europe/Vatican", "Europe/Vienna",
          "Europe/Warsaw", "Europe/Zagreb", "Europe/Zurich", "Africa/Algiers", "Africa/Tunis", "Poland"]),
    names(("IST", "Israel Standard Time"), ("IDT", "Israel Daylight Time"), &["Asia/Jerusalem", "Israel"]),
    names(("JST", "Japan Standard Time"), ("JDT", "Japan Daylight Time"), &["Asia/Tokyo", "Japan"]),
    names(("EET", "Eastern European Standard Time"), ("EEST", "Eastern European Summer Time"),
        &["Europe/Bucharest", "Europe/Athens", "Europe/Chisinau", "Europe/Helsinki", "Europe/Riga", "Europe/Sofia",
          "Europe/Tallinn", "Europe/Vilnius", "Africa/Cairo", "Egypt", "Asia/Beirut", "Asia/Nicosia"]),
    names(("CST", "China Standard Time"), ("CDT", "China Daylight Time"), &["Asia/Shanghai", "Asia/Macau", "PRC"]),
    names(("GMT", "Greenwich Mean Time"), ("GMT", "Greenwich Mean Time"),
        &["GMT", "Etc/GMT", "Etc/Greenwich", "Greenwich", "Africa/Abidjan", "Africa/Dakar", "Atlantic/Reykjavik",
          "Iceland"]),
    names(("GMT", "Greenwich Mean Time"), ("BST", "British Summer Time"),
        &["Europe/London", "Europe/Belfast", "Europe/Jersey", "Europe/Guernsey", "Europe/Isle_of_Man", "GB"]),
    names(("GMT", "Greenwich Mean Time"), ("IST", "Irish Standard Time"), &["Europe/Dublin", "Eire"]),
    names(("WET", "Western European Standard Time"), ("WEST", "Western European Summer Time"),
        &["Europe/Lisbon", "Portugal", "Atlantic/Madeira", "Atlantic/Canary"]),
    names(("MSK", "Moscow Standard Time"), ("MSD", "Moscow Summer Time"),
        &["Europe/Moscow", "Europe/Minsk", "W-SU"]),
    names(("SAST", "South Africa Standard Time"), ("SAST", "South Africa Summer Time"), &["Africa/Johannesburg"]),
    names(("EAT", "East Africa Time"), ("EAST", "Eastern African Summer Time"), &["Africa/Nairobi", "Africa/Addis_Ababa"]),
    names(("AST", "Arabian Standard Time"), ("ADT", "Arabian Daylight Time"),
        &["Asia/Riyadh", "Asia/Kuwait", "Asia/Qatar", "Asia/Bahrain", "Asia/Baghdad"]),
    names(("GST", "Gulf Standard Time"), ("GDT", "Gulf Daylight Time"), &["Asia/Dubai", "Asia/Muscat"]),
    names(("PKT", "Pakistan Standard Time"), ("PKST", "Pakistan Summer Time"), &["Asia/Karachi"]),
    names(("IST", "India Standard Time"), ("IDT", "India Daylight Time"),
        &["Asia/Kolkata", "Asia/Calcutta", "Asia/Colombo"]),
    names(("HKT", "Hong Kong Standard Time"), ("HKST", "Hong Kong Summer Time"), &["Asia/Hong_Kong", "Hongkong"]),
    names(("KST", "Korean Standard Time"), ("KDT", "Korean Daylight Time"), &["Asia/Seoul", "ROK"]),
    names(("AWST", "Australian Western Standard Time"), ("AWDT", "Australian Western Daylight Time"),
        &["Australia/Perth", "Australia/West"]),
    names(("ACST", "Australian Central Standard Time"), ("ACDT", "Australian Central Daylight Time"),
        &["Australia/Darwin", "Australia/Adelaide"]),
    names(("AEST", "Australian Eastern Standard Time"), ("AEDT", "Australian Eastern Daylight Time"),
        &["Australia/Sydney", "Australia/Melbourne", "Australia/Brisbane", "Australia/Hobart", "Australia/Canberra"]),
    names(("NZST", "New Zealand Standard Time"), ("NZDT", "New Zealand Daylight Time"), &["Pacific/Auckland", "NZ"]),
    names(("BRT", "Brasilia Standard Time"), ("BRST", "Brasilia Summer Time"), &["America/Sao_Paulo", "Brazil/East"]),
    names(("ART", "Argentina Standard Time"), ("ARST", "Argentina Summer Time"), &["America/Argentina/Buenos_Aires"]),
    names(("COT", "Colombia Standard Time"), ("COST", "Colombia Summer Time"), &["America/Bogota"]),
];

/// The name of a zone's time at an offset.
pub(super) fn display(zone: Tz, offset: ZoneOffset, long: bool) -> String {
    let names = NAMES.iter().find(|names| names.zones.contains(&zone.name()));
    let Some(names) = names else {
        let minutes = offset.seconds / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        return format!("GMT{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
    };
    // Irish winter time counts as negative summer time in the zone database.
    let daylight = if is_irish(zone) { offset.seconds > 0 } else { offset.daylight };
    let (short_name, long_name) = if daylight { names.daylight } else { names.standard };
    (if long { long_name } else { short_name }).to_owned()
}

/// A name in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read {
    pub(super) zone: Tz,
    /// How many seconds the name says that clocks are ahead for summer time; `None`
    /// where the rules of the zone say it.
    pub(super) saving: Option<i32>,
    pub(super) length: usize,
}

/// The zone that a text names: `zone` itself if it is called so, else the first one
/// that is. Names are English, in any case, short or long.
pub(super) fn parse(text: Units<'_>, at: usize, zone: Tz) -> Option<Read> {
    let own = NAMES.iter().find(|names| names.zones.contains(&zone.name()));
    let own = own.and_then(|names| Some((zone, names.read(text, at)?)));
    let (zone, (name, kind)) = own.or_else(|| {
        NAMES.iter().find_map(|names| Some((names.zones.first()?.parse().ok()?, names.read(text, at)?)))
    })?;
    let saving = match kind {
        // In the zone database Irish winter time is what deviates.
        _ if is_irish(zone) => None,
        Kind::Same => None,
        Kind::Standard => Some(0),
        Kind::Daylight => Some(summer_saving(zone)).filter(|seconds| *seconds > 0),
    };
    Some(Read { zone, saving, length: name.len() })
}

/// Which clock a name tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Standard,
    Daylight,
    /// Both have this name.
    Same,
}

impl Names {
    /// The first of the names that a text begins with, the long ones before the short.
    fn read(&self, text: Units<'_>, at: usize) -> Option<(&'static str, Kind)> {
        let ((short, long), (summer_short, summer_long)) = (self.standard, self.daylight);
        let kind = |same| if same { Kind::Same } else { Kind::Standard };
        let all = [
            (long, kind(long == summer_long)),
            (short, kind(short == summer_short)),
            (summer_long, Kind::Daylight),
            (summer_short, Kind::Daylight),
        ];
        all.into_iter().find(|(name, _)| text.begins(at, name))
    }
}

/// How much the clocks of a zone are ahead in summer, in seconds; 0 where summer time
/// has been given up, by the rules of 2024.
fn summer_saving(zone: Tz) -> i32 {
    let months = (0..12).map(|month| 1_704_067_200_000 + month * 2_600_000_000);
    months.map(|millis| calendar::offset(millis, zone).saving).max().unwrap_or(0)
}

fn is_irish(zone: Tz) -> bool {
    matches!(zone.name(), "Europe/Dublin" | "Eire")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_is_known_and_listed_once() {
        let mut zones: Vec<_> = NAMES.iter().flat_map(|names| names.zones).collect();
        assert!(zones.iter().all(|zone| zone.parse::<Tz>().is_ok()));
        let listed = zones.len();
        zones.sort();
        zones.dedup();
        assert_eq!(zones.len(), listed);
    }

    #[test]
    fn a_zone_without_a_name_prints_its_offset() {
        let offset = ZoneOffset { seconds: 20_700, daylight: false, saving: 0 };
        assert_eq!(display(chrono_tz::Asia::Kathmandu, offset, false), "GMT+05:45");
        let offset = ZoneOffset { seconds: -34_200, daylight: false, saving: 0 };
        assert_eq!(display(chrono_tz::Pacific::Marquesas, offset, true), "GMT-09:30");
    }
}
