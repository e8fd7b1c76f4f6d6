//! Scopes as records hold them, and what they amount to.

use super::Grant::{Application, Delegated};
use super::{ConsentType, ScopeDelta, delta, weight};

/// One grant as `ConsentAction.Permissions` writes it.
fn consent(principal: &str, consent_type: &str, scopes: &str) -> String {
    format!(
        "[Id: kq3vT0aXh, ClientId: 00000000-0000-0000-0000-000000000000, PrincipalId: {principal}, ResourceId: \
         7d1c, ConsentType: {consent_type}, Scope: {scopes}, CreatedDateTime: , LastModifiedDateTime ]"
    )
}

/// (new, old, added, weight), blanks between what was added. Nothing may be removed.
type Added<'t> = (&'t str, Option<&'t str>, &'t str, u8);

fn check(grant: super::Grant, rows: &[Added<'_>]) {
    for (new, old, added, weight) in rows {
        let change = delta(new, *old, grant);
        assert_eq!((change.added.join(" ").as_str(), change.weight), (*added, *weight), "{new} / {old:?}");
        assert!(change.removed.is_empty(), "{new} / {old:?}: {:?}", change.removed);
    }
}

#[test]
fn lists_of_any_form() {
    check(
        Delegated,
        &[
            ("", None, "", 0),
            ("   ", None, "", 0),
            ("[]", None, "", 0),
            ("\"\"", None, "", 0),
            ("null", None, "", 0),
            ("-", None, "", 0),
            ("Mail.Read", None, "Mail.Read", 3),
            // As DelegatedPermissionGrant.Scope begins.
            (" User.Read offline_access", None, "User.Read offline_access", 1),
            ("\" User.Read offline_access\"", None, "User.Read offline_access", 1),
            (r#"\" User.Read Mail.Send\""#, None, "User.Read Mail.Send", 3),
            (r#"\\\"User.Read\\\""#, None, "User.Read", 1),
            ("User.Read,Mail.Read", None, "User.Read Mail.Read", 3),
            ("User.Read, Mail.Read ,", None, "User.Read Mail.Read", 3),
            ("User.Read\nMail.Read\tMail.Send", None, "User.Read Mail.Read Mail.Send", 3),
            (r#"["User.Read","Files.ReadWrite.All"]"#, None, "User.Read Files.ReadWrite.All", 3),
            (r#"["User.Read Files.Read"]"#, None, "User.Read Files.Read", 2),
            (r#""[\"repo\",\"read:org\"]""#, None, "repo read:org", 3),
            ("['Calendars.ReadWrite']", None, "Calendars.ReadWrite", 2),
            ("Mail.Read Mail.Read mail.read", None, "Mail.Read", 3),
            ("SomeVendor.Thing", None, "SomeVendor.Thing", 0),
            // Cut where a record was.
            (r#"["User.Read","Mail.Re"#, None, "User.Read Mail.Re", 1),
            (r#""User.Read\"#, None, "User.Read", 1),
            (r#""User.Read\u00"#, None, "User.Readu00", 0),
            (r#"User.Read\u0020Mail.Read"#, None, "User.Read Mail.Read", 3),
        ],
    );
}

#[test]
fn what_was_granted_before_is_not_added() {
    check(
        Delegated,
        &[
            ("User.Read", Some("User.Read"), "", 0),
            ("Mail.Read User.Read", Some("User.Read"), "Mail.Read", 3),
            ("user.read MAIL.READ", Some("Mail.Read"), "User.Read", 1),
            (r#"" User.Read Mail.Read""#, Some(r#"["User.Read"]"#), "Mail.Read", 3),
            ("openid profile email", Some("email openid profile"), "", 0),
            ("https://graph.microsoft.com/Mail.Read", Some("Mail.Read"), "", 0),
            ("Mail.Read", Some("https://graph.microsoft.com/Mail.Read/"), "", 0),
            ("810c84a8-4a9e-49e6-bf7d-12d183f40d01", Some("Mail.Read"), "", 0),
            ("Mail.Read", Some(""), "Mail.Read", 3),
            ("Mail.Read", Some("[]"), "Mail.Read", 3),
        ],
    );
}

#[test]
fn scopes_of_microsoft_are_told_by_their_last_segment() {
    check(
        Delegated,
        &[
            ("https://graph.microsoft.com/Mail.Read", None, "Mail.Read", 3),
            ("https://outlook.office365.com/EWS.AccessAsUser.All", None, "EWS.AccessAsUser.All", 3),
            ("https://outlook.office.com/IMAP.AccessAsUser.All", None, "IMAP.AccessAsUser.All", 3),
            ("https://management.azure.com/user_impersonation", None, "user_impersonation", 3),
            ("https://management.core.windows.net//user_impersonation", None, "user_impersonation", 3),
            ("https://graph.microsoft.com/.default", None, ".default", 0),
            ("HTTPS://GRAPH.MICROSOFT.COM/mail.send", None, "Mail.Send", 3),
            // Not of Microsoft, whatever they are called.
            (
                "https://graph.microsoft.com.evil.example/Mail.Read",
                None,
                "https://graph.microsoft.com.evil.example/Mail.Read",
                0,
            ),
            ("https://notmicrosoft.com/Mail.Read", None, "https://notmicrosoft.com/Mail.Read", 0),
            ("api://b4f0/user_impersonation", None, "api://b4f0/user_impersonation", 0),
            ("https:\\/\\/graph.microsoft.com\\/Mail.Read", None, "Mail.Read", 3),
            ("Mail.Read.Shared", None, "Mail.Read.Shared", 3),
            ("Mail.ReadWrite.Shared", None, "Mail.ReadWrite.Shared", 3),
        ],
    );
}

#[test]
fn scopes_of_google_are_whole_urls() {
    let drive = "https://www.googleapis.com/auth/drive";
    let file = "https://www.googleapis.com/auth/drive.file";
    let both = format!("{file} {drive}");
    let chat = "https://www.googleapis.com/auth/chat.messages";
    let cloud = "https://www.googleapis.com/auth/cloud-platform";
    let mail = "https://mail.google.com/";
    check(
        Delegated,
        &[
            (mail, None, mail, 3),
            ("https://mail.google.com", None, mail, 3),
            (drive, None, drive, 3),
            (file, None, file, 1),
            (&both, Some(file), drive, 3),
            (&both, Some(drive), file, 1),
            (chat, None, chat, 3),
            (cloud, None, cloud, 4),
            // What is no URL is not known: nobody records it so.
            ("drive", None, "drive", 0),
        ],
    );
}

#[test]
fn reports_of_google_hold_lists_of_texts_or_pairs_of_scope_and_product() {
    let drive = "https://www.googleapis.com/auth/drive";
    for (text, added) in [
        (r#"["https://www.googleapis.com/auth/drive","openid"]"#, &[drive, "openid"][..]),
        (
            r#"{"name":"scope","multiValue":["openid","https://www.googleapis.com/auth/drive"]}"#,
            &["openid", drive],
        ),
        (
            r#"[{"scope_name":"https://mail.google.com/","product_bucket":["GMAIL"]},
                {"scope_name":"email","product_bucket":["IDENTITY"]}]"#,
            &["https://mail.google.com/", "email"],
        ),
        (
            r#"[{"parameter":[{"name":"scope_name","value":"https://www.googleapis.com/auth/drive"},
                {"name":"product_bucket","multiValue":["DRIVE"]}]}]"#,
            &[drive],
        ),
        (r#"[{"scope_name":"https://mail.goo"#, &["https://mail.goo"]),
    ] {
        assert_eq!(delta(text, None, Delegated).added, added, "{text}");
    }
}

#[test]
fn app_roles_come_by_name_or_identifier_and_mass_data_weighs_more() {
    check(
        Application,
        &[
            ("\"Mail.ReadWrite\"", None, "Mail.ReadWrite", 4),
            ("e2a3a72e-5f79-4c64-b1b1-878b674786c9", None, "Mail.ReadWrite", 4),
            (r#""E2A3A72E-5F79-4C64-B1B1-878B674786C9""#, None, "Mail.ReadWrite", 4),
            ("{9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8}", None, "RoleManagement.ReadWrite.Directory", 4),
            ("dc890d15-9560-4a4c-9b7f-a736ec74ec40", None, "full_access_as_app", 4),
            ("User.Read.All", None, "User.Read.All", 2),
            ("11111111-2222-3333-4444-555555555555", None, "11111111-2222-3333-4444-555555555555", 0),
            (
                r#"[{"ResourceAppId":"00000003-0000-0000-c000-000000000000","RequiredAppPermissions":[{"EntitlementId":"b633e1c5-b582-4048-a93e-9f11b44c7e96","DirectAccessGrant":true}]}]"#,
                None,
                "Mail.Send",
                4,
            ),
        ],
    );
}

#[test]
fn a_consent_counts_by_what_its_right_side_adds() {
    let one = |scopes: &str| consent("0b1e", "Principal", scopes);
    let all = |scopes: &str| consent("", "AllPrincipals", scopes);
    for (text, added, removed, consent_type) in [
        (
            format!("[] => [{}]; ", one("User.Read Mail.Read")),
            "User.Read Mail.Read",
            "",
            Some(ConsentType::Principal),
        ),
        (format!("\"[] => [{}]; \"", one(" User.Read")), "User.Read", "", Some(ConsentType::Principal)),
        (format!("[{}] => [{}]; ", one("User.Read"), one("User.Read")), "", "", Some(ConsentType::Principal)),
        (
            format!("[{}] => [{}]; ", one("User.Read"), one("Mail.Read User.Read")),
            "Mail.Read",
            "",
            Some(ConsentType::Principal),
        ),
        (format!("[{}] => []; ", one("User.Read")), "", "User.Read", None),
        (
            format!("[{}] => [{}]; ", one("Mail.Read User.Read"), one("User.Read")),
            "",
            "Mail.Read",
            Some(ConsentType::Principal),
        ),
        // For one user before, for all now: nothing of it is gone.
        (
            format!("[{}] => [{}]; ", one("Mail.Read"), all("Mail.Read")),
            "Mail.Read",
            "",
            Some(ConsentType::All),
        ),
        // A second user consents to the same.
        (
            format!(
                "[{}] => [{}, {}]; ",
                one("User.Read"),
                one("User.Read"),
                consent("77aa", "Principal", "User.Read")
            ),
            "User.Read",
            "",
            Some(ConsentType::Principal),
        ),
        // Several changes, and one grant that stays.
        (
            format!(
                "[] => [{}]; [{}] => [{}]; ",
                one("User.Read"),
                all("openid"),
                all("openid Files.Read.All")
            ),
            "User.Read Files.Read.All",
            "",
            Some(ConsentType::All),
        ),
        // As the unified audit log writes one, and cut.
        (one("User.Read"), "User.Read", "", Some(ConsentType::Principal)),
        (
            "[] => [[Id: a, ConsentType: AllPrincipals, Scope: Mail.Send, Created".into(),
            "Mail.Send Created",
            "",
            Some(ConsentType::All),
        ),
        ("[] => [[Id: a, ClientId: b, Principal".into(), "", "", None),
        ("[] =\\u003e [[Id: a, Scope: Mail.Send]]".into(), "Mail.Send", "", None),
        ("[[Id: a, Scope:User.Read]] => [[Id: a, Scope:User.Read Mail.Read]]".into(), "Mail.Read", "", None),
        ("=>".into(), "", "", None),
        ("]=>[;=>]][".into(), "", "", None),
    ] {
        let change = delta(&text, None, Delegated);
        assert_eq!(
            (change.added.join(" ").as_str(), change.removed.join(" ").as_str()),
            (added, removed),
            "{text}"
        );
        assert_eq!(change.consent_type, consent_type, "{text}");
    }
}

#[test]
fn a_removed_grant_is_nothing() {
    for (new, old, removed) in [
        ("", "Directory.ReadWrite.All offline_access", "Directory.ReadWrite.All offline_access"),
        ("[]", r#"["Mail.Read"]"#, "Mail.Read"),
        ("User.Read", "User.Read Mail.Read", "Mail.Read"),
        ("", "e2a3a72e-5f79-4c64-b1b1-878b674786c9", "Mail.ReadWrite"),
    ] {
        let change = delta(new, Some(old), Application);
        let removed = removed.split(' ').map(str::to_owned).collect();
        assert_eq!(change, ScopeDelta { removed, ..ScopeDelta::default() }, "{new} / {old}");
    }
}

#[test]
fn offline_access_lets_others_last() {
    for (new, old, offline) in [
        ("Mail.Read offline_access", None, true),
        ("Mail.Read OFFLINE_ACCESS", Some("offline_access"), true),
        ("https://graph.microsoft.com/offline_access", None, true),
        ("Mail.Read", Some("offline_access"), false),
        ("Mail.Read", None, false),
    ] {
        assert_eq!(delta(new, old, Delegated).offline, offline, "{new}");
    }
    let change = delta("openid offline_access Mail.Read Mail.Send", None, Delegated);
    assert_eq!((change.weight, change.heaviest.as_deref()), (3, Some("Mail.Read")));
}

#[test]
fn single_scopes_weigh() {
    for (scope, delegated, application) in [
        ("Mail.Read", 3, 4),
        ("Directory.ReadWrite.All", 4, 4),
        ("full_access_as_app", 4, 4),
        ("06b708a9-e830-4db3-a914-8e69da51d44f", 4, 4),
        ("User.Read", 1, 1),
        ("offline_access", 1, 1),
        ("https://www.googleapis.com/auth/gmail.readonly", 3, 4),
        ("https://www.googleapis.com/auth/contacts.readonly", 2, 3),
        ("https://www.googleapis.com/auth/admin.directory.device.chromeos", 3, 4),
        ("admin:org", 4, 4),
        ("repo", 3, 3),
        ("public_repo", 2, 2),
        ("read_api", 2, 2),
        ("okta.users.manage", 4, 4),
        ("okta..manage", 0, 0),
        ("Mail..Shared", 0, 0),
        ("", 0, 0),
        ("nothing", 0, 0),
    ] {
        assert_eq!(
            (weight(scope, Delegated), weight(scope, Application)),
            (delegated, application),
            "{scope}"
        );
    }
}
