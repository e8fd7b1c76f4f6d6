//! Which property a name in AQL means: the names that published queries, content
//! extensions, converters and log sources use, and the property that each is.

use std::collections::HashSet;

use aquila_event::Catalogue;

/// Per group: the canonical name, and names that mean the same.
const TABLE: &[(&str, &[&str])] = &[
    // Processes
    ("Application", &["Image", "Process Name", "ProcessPath", "Process Image", "ImageFileName", "ImagePath"]),
    ("Process CommandLine", &["CommandLine", "Command Line", "Command", "processcommandline"]),
    ("Process ID", &["ProcessId", "Process Id", "pid", "NewProcessId"]),
    ("Process GUID", &["ProcessGuid", "Process Guid"]),
    ("Working Directory", &["CurrentDirectory", "cwd"]),
    ("Parent Process Path", &["ParentImage", "Parent Process Name", "ParentProcessName"]),
    ("Parent CommandLine", &["ParentCommandLine", "Parent Command", "Parent Process CommandLine"]),
    ("Parent Process ID", &["ParentProcessId", "ppid"]),
    ("Parent Process GUID", &["ParentProcessGuid"]),
    ("Grandparent Process Path", &["GrandparentImage", "Grandparent Process Name"]),
    ("Grandparent CommandLine", &["GrandparentCommandLine"]),
    ("Grandparent Process ID", &["GrandparentProcessId"]),
    ("Grandparent Process GUID", &["GrandparentProcessGuid"]),
    ("Target Process Path", &["TargetImage", "Target Process Name"]),
    ("Source Process Path", &["SourceImage", "Source Image"]),
    ("Call Trace", &["CallTrace"]),
    ("Start Address", &["StartAddress"]),
    ("Script Block", &["ScriptBlockText", "Script Block Text"]),
    ("Script Path", &["ScriptName", "ScriptPath"]),
    ("Integrity Level", &["IntegrityLevel"]),
    // Images
    ("Original File Name", &["OriginalFileName"]),
    ("File Description", &["FileDescription"]),
    ("Product", &["Product Name"]),
    ("Company", &["Company Name"]),
    ("Signer", &["Signature", "Signed By"]),
    ("Signature Status", &["SignatureStatus"]),
    ("Signed", &["IsSigned"]),
    ("SHA256 Hash", &["SHA256", "sha256 file hash", "file.hash.sha256"]),
    ("SHA1 Hash", &["SHA1", "sha1 file hash"]),
    ("MD5 Hash", &["MD5", "md5 file hash"]),
    ("IMP Hash", &["Imphash", "IMPHASH"]),
    ("File Hash", &["FileHash"]),
    ("Image Loaded", &["ImageLoaded", "Loaded Image", "LoadedImage"]),
    // Files and objects
    ("fileName", &["File Name", "Filename"]),
    ("filePath", &["File Path", "TargetFilename"]),
    ("File Access", &["FileAccess", "File Operation"]),
    ("Original File Path", &["OldFilePath", "Source File Path"]),
    ("Target File Path", &["NewFilePath", "Destination File Path"]),
    ("Object Name", &["ObjectName", "Object"]),
    ("Access Mask", &["AccessMask", "GrantedAccess", "Granted Access", "Accesses"]),
    ("Registry Key", &["TargetObject", "RegistryKey"]),
    ("Registry Value Name", &["RegistryValueName"]),
    ("Registry Value Data", &["RegistryValueData", "TargetDetails"]),
    ("Pipe Name", &["PipeName"]),
    ("Service Name", &["ServiceName"]),
    ("Service Filename", &["ServiceFileName"]),
    ("Task Name", &["TaskName"]),
    ("Share Name", &["ShareName"]),
    // Network
    ("sourceip", &["source ip", "src_ip"]),
    ("destinationip", &["destination ip", "dst_ip"]),
    ("sourceaddress", &["ClientIP", "callerIpAddress", "IpAddress", "LocalIP"]),
    ("destinationaddress", &["DestAddress", "RemoteIP"]),
    ("sourcev6", &["source ipv6"]),
    ("sourceport", &["src_port", "source.port"]),
    ("destinationport", &["DestPort", "dst_port"]),
    ("Hostname", &["hostname", "Computer", "devicehostname", "Machine Identifier", "MachineId"]),
    ("Source Hostname", &["WorkstationName"]),
    ("Destination Hostname", &["DestinationHostname"]),
    ("URL", &["URI", "c-uri", "RequestURL", "RemoteUrl"]),
    ("URL Host", &["UrlHost", "http host", "r-dns"]),
    ("URL Path", &["cs-uri-stem", "UrlPath"]),
    ("URL Query", &["c-uri-query", "uri_query"]),
    ("HTTP Method", &["cs-method", "Request_Method", "RequestMethod", "Method", " HTTP Method"]),
    ("HTTP Status", &["http response code", "Response Code", "sc-status"]),
    ("User Agent", &["UserAgent", "c-useragent", "http user agent", "cs(User-Agent)"]),
    ("Request Headers", &["RequestHeaders"]),
    ("Referrer", &["http referrer", "Referer"]),
    ("Bytes Sent", &["bytessent", "Bytes Out"]),
    ("Bytes Received", &["bytesreceived", "Bytes In"]),
    ("DNS Query", &["QueryName", "DNS Request Domain"]),
    ("DNS Answer", &["QueryResults"]),
    ("Initiated", &["initiated"]),
    // Events
    ("username", &["User", "Account Name", "SubjectUserName", "UserId"]),
    ("devicetype", &["LOGSOURCETYPEID", "Log Source Type ID"]),
    ("Event ID", &["EventID", "event id", "Event ID Code"]),
    ("Event Name", &["Operation", "ActionType", "operationName"]),
    ("Message", &["message", "properties.message"]),
    ("Rule Name", &["CRE Name", "RuleName"]),
    ("Policy", &["Policy Name"]),
    ("Result", &["deviceaction", "ResultStatus", "Status", "Outcome"]),
    ("Failure Reason", &["FailureReason", "ResultReason", "ResultDescription"]),
    ("Error Code", &["ErrorCode"]),
    // Identities
    ("Target Username", &["TargetUserName"]),
    ("Actor ID", &["SubjectUserSid", "userIdentity.arn"]),
    ("Actor UPN", &["UserPrincipalName", "UPN"]),
    ("Actor Type", &["UserType", "userIdentity.type"]),
    ("Target ID", &["TargetUserSid"]),
    ("Target UPN", &["TargetUpn"]),
    ("Target Type", &["TargetType"]),
    ("Session ID", &["LogonId", "SessionId"]),
    ("Logon Type", &["LogonType"]),
    // Cloud, consents and tokens
    ("Account ID", &["TenantId", "recipientAccountId", "SubscriptionId"]),
    ("Region", &["awsRegion"]),
    ("Role", &["RoleArn", "Role Name"]),
    ("Access Key ID", &["AccessKeyId"]),
    ("Instance ID", &["InstanceId"]),
    ("Cloud Provider", &["cloud.provider"]),
    ("Application ID", &["AppId", "ClientId", "client_id"]),
    ("Application Name", &["AppDisplayName", "Target Application"]),
    ("Service Principal ID", &["ServicePrincipalId"]),
    ("Resource", &["ResourceDisplayName", "Bucket Name"]),
    ("Resource ID", &["ResourceId", "ResourceArn"]),
    ("Scopes", &["Permissions", "ConsentAction.Permissions", "AppRole.Value"]),
    ("Old Scopes", &["OldScopes"]),
    ("Consent Type", &["ConsentType"]),
    ("Admin Consent", &["IsAdminConsent", "ConsentContext.IsAdminConsent"]),
    ("Token Protocol", &["authenticationProtocol"]),
    ("Token Transfer Method", &["originalTransferMethod"]),
    ("Token Type", &["incomingTokenType"]),
    ("Token ID", &["uniqueTokenIdentifier"]),
    ("Correlation ID", &["CorrelationId"]),
    ("Conditional Access Status", &["conditionalAccessStatus"]),
    ("Risk Level During Sign In", &["RiskLevelDuringSignIn"]),
    // Containers, Kubernetes, CI
    ("Container ID", &["containerId"]),
    ("Container Name", &["containerName"]),
    ("Container Image", &["container.image.name"]),
    ("Pod Name", &["podName", "Pod"]),
    ("Namespace", &["objectRef.namespace"]),
    ("Node Name", &["nodeName"]),
    ("Service Account", &["serviceAccountName"]),
    ("Cluster Name", &["clusterName"]),
    ("Verb", &["verb"]),
    ("Resource", &["objectRef.resource"]),
    ("Subresource", &["objectRef.subresource"]),
    ("Request URI", &["requestURI"]),
    ("CI System", &["CI Provider"]),
    ("Repository", &["Repo", "Project", "repository"]),
    ("Pipeline", &["Workflow", "pipeline"]),
    ("Job", &["job"]),
    ("Runner", &["runner"]),
    ("Secret Name", &["SecretName"]),
    // Mail
    ("Email Sender", &["sender"]),
    ("Email Subject", &["subject", "E-Mail Subject"]),
    ("Attachment Name", &["attachmentname"]),
    ("Has Attachment", &["HasAttachment"]),
];

#[test]
fn each_name_means_its_property() {
    let catalogue = Catalogue::builtin();
    for (canonical, spellings) in TABLE {
        for name in spellings.iter().chain([canonical]) {
            let found = catalogue.lookup(name).map(|property| property.name.as_str());
            assert_eq!(found, Some(*canonical), "{name:?}");
        }
    }
}

/// Quoted or not, names are compared without case; of names with blanks the form
/// without them is there too, so that it can stand bare.
#[test]
fn names_with_blanks_can_be_written_without() {
    let catalogue = Catalogue::builtin();
    for property in catalogue.iter() {
        for name in std::iter::once(&property.name).chain(&property.spellings) {
            let is_plain = name.chars().all(|c| c.is_alphanumeric() || " _-".contains(c));
            if is_plain && name.trim().contains(' ') {
                let bare = name.replace([' ', '-'], "");
                let found = catalogue.lookup(&bare).map(|found| found.name.as_str());
                assert_eq!(found, Some(property.name.as_str()), "{bare}");
            }
        }
    }
}

#[test]
fn no_spelling_repeats_its_property() {
    for property in Catalogue::builtin().iter() {
        let mut seen = HashSet::from([property.name.to_lowercase()]);
        for spelling in &property.spellings {
            assert!(seen.insert(spelling.to_lowercase()), "{}: {spelling:?} stands twice", property.name);
        }
    }
}
