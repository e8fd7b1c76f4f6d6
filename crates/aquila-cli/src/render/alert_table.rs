//! Alerts as a table for people: one row per finding.

use std::collections::HashMap;
use std::io::{self, Write};

use aquila::rules::{Alert, Severity};
use comfy_table::{Cell, Color};

use super::row_table::{layout, shown};
use super::{AlertSink, TableStyle, place};

/// What a row shows of the alerts of one finding.
struct Finding {
    first: String,
    severity: Severity,
    what: String,
    who: String,
    on: String,
    place: String,
    alerts: u64,
}

/// Findings in the order of their first alert.
pub(super) struct AlertTable {
    style: TableStyle,
    findings: Vec<Finding>,
    by_id: HashMap<String, usize>,
}

impl AlertTable {
    pub(super) fn new(style: TableStyle) -> Self {
        Self { style, findings: Vec::new(), by_id: HashMap::new() }
    }
}

impl AlertSink for AlertTable {
    fn alert(&mut self, alert: Alert, _out: &mut dyn Write) -> io::Result<()> {
        if let Some(index) = self.by_id.get(&alert.finding_id) {
            let finding = &mut self.findings[*index];
            finding.alerts += 1;
            finding.severity = finding.severity.max(alert.severity);
            return Ok(());
        }
        self.by_id.insert(alert.finding_id.clone(), self.findings.len());
        self.findings.push(finding(&alert));
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.findings.is_empty() {
            return writeln!(out, "no alerts");
        }
        let header =
            ["first seen", "severity", "what", "who", "on", "alerts", "where"].map(str::to_owned).to_vec();
        let mut table = layout(header, Vec::new());
        for finding in &self.findings {
            let severity = Cell::new(finding.severity.as_str());
            table.add_row(vec![
                Cell::new(&finding.first),
                if self.style.color { severity.fg(color(finding.severity)) } else { severity },
                Cell::new(&finding.what),
                Cell::new(&finding.who),
                Cell::new(&finding.on),
                Cell::new(finding.alerts),
                Cell::new(&finding.place),
            ]);
        }
        if self.style.color {
            table.enforce_styling();
        }
        writeln!(out, "{table}")
    }
}

fn finding(alert: &Alert) -> Finding {
    let entity = &alert.entity;
    let who: Vec<String> =
        [&entity.user, &entity.process].into_iter().flatten().map(|text| shown(text)).collect();
    let on = entity.host.as_ref().or(entity.pod.as_ref()).or(entity.source_ip.as_ref());
    let line = alert.source.line.map(|line| format!(":{line}")).unwrap_or_default();
    Finding {
        first: alert.time.clone(),
        severity: alert.severity,
        what: shown(alert.vector.as_deref().unwrap_or(&alert.rule_title)),
        who: who.join("\n"),
        on: on.map(|on| shown(on)).unwrap_or_default(),
        place: format!("{}{line}", shown(&place(&alert.source.path, alert.source.member.as_deref()))),
        alerts: 1,
    }
}

fn color(severity: Severity) -> Color {
    match severity {
        Severity::Info => Color::DarkGrey,
        Severity::Low => Color::Cyan,
        Severity::Medium => Color::Yellow,
        Severity::High => Color::Red,
        Severity::Critical => Color::Magenta,
    }
}
