-- The four vectors of the original T1528 rule, as DuckDB would be asked for them
-- over the generated file. Only the columns that the conditions need are read.
-- NULL is three-valued on both sides. The payload test of the fourth vector
-- looks at the parts of the record that can hold a scope.
WITH record AS (
    FROM read_json(
        getvariable('file'),
        format = 'newline_delimited',
        maximum_object_size = 16777216,
        columns = {
            category: 'VARCHAR',
            operationName: 'VARCHAR',
            Operation: 'VARCHAR',
            ModifiedProperties: 'JSON',
            properties: 'STRUCT(RemoteIP VARCHAR, RemoteUrl VARCHAR, FolderPath VARCHAR, FileName VARCHAR, InitiatingProcessFolderPath VARCHAR, targetResources JSON)',
            winlog: 'STRUCT(event_data STRUCT(Image VARCHAR, TargetFilename VARCHAR))',
            process_kprobe: 'STRUCT(process STRUCT("binary" VARCHAR), args STRUCT(file_arg STRUCT(path VARCHAR))[])'
        }
    )
),
event AS (
    SELECT
        properties.RemoteIP AS destinationip,
        properties.RemoteUrl AS url,
        coalesce(properties.InitiatingProcessFolderPath, winlog.event_data.Image, process_kprobe.process."binary") AS application,
        coalesce(properties.FolderPath, winlog.event_data.TargetFilename, process_kprobe.args[1].file_arg.path) AS filepath,
        coalesce(properties.FileName, regexp_extract(coalesce(winlog.event_data.TargetFilename, process_kprobe.args[1].file_arg.path), '[^\\/]*$')) AS filename,
        CASE rtrim(coalesce(Operation, CASE WHEN category = 'AuditLogs' THEN operationName END), '.')
            WHEN 'Consent to application' THEN 'Application Consent'
            WHEN 'Add delegated permission grant' THEN 'Permission Grant Added'
            WHEN 'Remove delegated permission grant' THEN 'Permission Removed'
        END AS category,
        coalesce(CAST(ModifiedProperties AS VARCHAR), CAST(properties.targetResources AS VARCHAR)) AS payload
    FROM record
),
theft AS (
    SELECT CASE
        WHEN destinationip = '169.254.169.254'
            AND (
                regexp_matches(url, 'metadata/identity', 'i')
                OR regexp_matches(url, 'iam/security-credentials', 'i')
                OR regexp_matches(url, 'computeMetadata/v1/instance/service-accounts', 'i')
                OR regexp_matches(url, 'metadata/instance', 'i')
            )
            AND NOT regexp_matches(application, '(waagent|WindowsAzureGuestAgent|WaAppAgent|MonAgentCore|HealthService|MMAExtensionHeartbeatService|AzureAttestService|azd\.exe|AzureCLI)', 'i')
        THEN 'IMDS Token Request'
        WHEN regexp_matches(filepath, '(kubernetes\.io/serviceaccount|run/secrets/kubernetes\.io|var/run/secrets/tokens)', 'i')
            AND filename IN ('token', 'ca.crt')
            AND NOT regexp_matches(application, '(kubelet|pause|containerd-shim|containerd-shim-runc-v2|runc|cri-o|dockerd)', 'i')
        THEN 'Kubernetes Service Account Token'
        WHEN (
                regexp_matches(filename, '(msal_token_cache|accessTokens\.json|application_default_credentials|azureProfile\.json|\.git-credentials|TokenCache\.dat)', 'i')
                OR (regexp_matches(filepath, '\.config/gcloud', 'i') AND regexp_matches(filename, '\.json', 'i'))
                OR (regexp_matches(filepath, '\.azure', 'i') AND regexp_matches(filename, '\.json', 'i'))
            )
            AND NOT regexp_matches(application, '(gcloud(\.exe)?|aws(\.exe)?|\baz(\.exe)?|gh(\.exe)?|\bgit(\.exe)?|terraform(\.exe)?|kubectl(\.exe)?|Code\.exe)', 'i')
        THEN 'OAuth Token Cache Access'
        WHEN regexp_matches(category, '(application consent|OAuth consent|permission grant)', 'i')
            AND regexp_matches(payload, '(Mail\.ReadWrite|Files\.ReadWrite\.All|User\.Read\.All|Directory\.ReadWrite\.All|offline_access|full_access_as_user|EWS\.AccessAsUser\.All)', 'i')
        THEN 'OAuth High-Privilege Consent Grant'
    END AS vector
    FROM event
)
SELECT vector, count(*) AS alerts FROM theft WHERE vector IS NOT NULL GROUP BY vector ORDER BY vector;
