#!/usr/bin/env python3
"""Writes realistic logs of any size, the same bytes for the same arguments.

Mostly Microsoft Defender streaming export, with a small share of unified audit
log, Entra, Sysmon (Winlogbeat) and Tetragon lines, near misses among them, and a
few planted thefts for each vector of the original T1528 rule. The vector counts
go to standard output as JSON.

A pool of lines is made once and written over and over in shuffled order; each
block gets a day and an hour of its own. So it is as fast as the disk.
"""

import argparse
import hashlib
import json
import random
import sys
import uuid

POOL = 12_000
BLOCK_LINES = 6_000
DAY_AND_HOUR = b"2026-01-01T00:"
PLANTED = {
    "IMDS Token Request": 5,
    "Kubernetes Service Account Token": 3,
    "OAuth Token Cache Access": 6,
    "OAuth High-Privilege Consent Grant": 4,
}
UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}

PROCESSES = [
    r"c:\program files (x86)\microsoft\edge\application\msedge.exe",
    r"c:\program files\microsoft office\root\office16\outlook.exe",
    r"c:\program files\microsoft office\root\office16\excel.exe",
    r"c:\windows\system32\svchost.exe",
    r"c:\windows\system32\windowspowershell\v1.0\powershell.exe",
    r"c:\windows\explorer.exe",
    r"c:\program files\tidewater\planner\planner.exe",
    r"c:\program files\windows defender\msmpeng.exe",
    r"c:\users\{user}\appdata\local\programs\notes\notes.exe",
    r"c:\program files\git\mingw64\bin\git.exe",
]
NAMES = "report invoice minutes rota chart forecast manifest ledger survey draft plan tariff".split()
SUFFIXES = "docx xlsx tmp log pdf json png txt etl db".split()
SITES = "intranet mail files login updates metrics assets search api news".split()
AGENTS = [
    r"c:\windowsazure\guestagent_2.7.41491.1183\windowsazureguestagent.exe",
    r"c:\windowsazure\guestagent_2.7.41491.1183\waappagent.exe",
    r"c:\program files\microsoft monitoring agent\agent\healthservice.exe",
]
METADATA = [
    "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F",
    "/latest/meta-data/iam/security-credentials/app-role",
    "/computeMetadata/v1/instance/service-accounts/default/token",
    "/metadata/instance?api-version=2021-02-01",
]
CACHES = ["msal_token_cache.bin", "accessTokens.json", "azureProfile.json", "TokenCache.dat", ".git-credentials"]
TOKEN = "/run/secrets/kubernetes.io/serviceaccount/..2026_01_01_00_12_44.2874019365/token"


class Writer:
    """Makes lines from one source of chance."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.tenant = self.guid()
        self.users = [f"user{number:03}" for number in range(120)]
        self.hosts = [(f"pc-{number:04}", f"10.{number % 40}.{number % 7}.{number % 250 + 2}") for number in range(400)]

    def guid(self):
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def number(self, low, high):
        return self.chance.randrange(low, high)

    def time(self):
        rest = f"{self.number(0, 60):02}:{self.number(0, 60):02}.{self.number(0, 10**7):07}"
        return f"{DAY_AND_HOUR.decode()}{rest}Z"

    def hash(self, kind):
        return hashlib.new(kind, self.chance.randbytes(8)).hexdigest()

    def initiating(self, process=None, user=None):
        user = user or self.chance.choice(self.users)
        process = (process or self.chance.choice(PROCESSES)).format(user=user)
        name = process.replace("/", "\\").split("\\")[-1]
        return {
            "InitiatingProcessCreationTime": self.time(),
            "InitiatingProcessId": self.number(600, 30000),
            "InitiatingProcessCommandLine": f'"{name}" --session {self.number(1, 9000)} --profile default',
            "InitiatingProcessParentCreationTime": self.time(),
            "InitiatingProcessParentId": self.number(500, 20000),
            "InitiatingProcessParentFileName": "explorer.exe",
            "InitiatingProcessSHA1": self.hash("sha1"),
            "InitiatingProcessMD5": self.hash("md5"),
            "InitiatingProcessFolderPath": process,
            "InitiatingProcessAccountName": user,
            "InitiatingProcessAccountDomain": "tidewater",
            "InitiatingProcessAccountSid": f"S-1-5-21-3100040051-2100700082-1100300063-{self.number(1100, 9000)}",
            "InitiatingProcessFileName": name,
            "InitiatingProcessIntegrityLevel": "Medium",
            "InitiatingProcessTokenElevation": "TokenElevationTypeDefault",
            "InitiatingProcessSHA256": self.hash("sha256"),
            "InitiatingProcessAccountUpn": f"{user}@tidewater.example",
            "InitiatingProcessAccountObjectId": None,
            "InitiatingProcessFileSize": self.number(20000, 9000000),
            "InitiatingProcessVersionInfoCompanyName": "Tidewater Software",
            "InitiatingProcessVersionInfoProductName": "Tidewater Suite",
            "InitiatingProcessVersionInfoOriginalFileName": name,
        }

    def defender(self, table, properties):
        host, _ = self.chance.choice(self.hosts)
        properties |= {
            "DeviceName": f"{host}.tidewater.example",
            "DeviceId": self.hash("sha1"),
            "ReportId": self.number(1000, 900000),
            "AppGuardContainerId": "",
            "Timestamp": self.time(),
            "MachineGroup": "UnassignedGroup",
        }
        return {
            "time": self.time(),
            "tenantId": self.tenant,
            "operationName": "Publish",
            "category": f"AdvancedHunting-{table}",
            "_TimeReceivedBySvc": self.time(),
            "properties": properties,
            "Tenant": "DefaultTenant",
        }

    def network(self, process=None, address=None, url=None):
        address = address or f"203.0.113.{self.number(1, 255)}"
        return self.defender(
            "DeviceNetworkEvents",
            {
                "RemoteIP": address,
                "RemotePort": 80 if url else 443,
                "LocalIP": self.chance.choice(self.hosts)[1],
                "LocalPort": self.number(49200, 65000),
                "Protocol": "Tcp",
                "RemoteUrl": url or f"{self.chance.choice(SITES)}.tidewater.example",
                **self.initiating(process),
                "LocalIPType": "Private",
                "RemoteIPType": "Public",
                "ActionType": "HttpConnectionInspected" if url else "ConnectionSuccess",
                "AdditionalFields": None,
            },
        )

    def file(self, process=None, path=None):
        user = self.chance.choice(self.users)
        stem = f"{self.chance.choice(NAMES)}-{self.number(1, 5000)}.{self.chance.choice(SUFFIXES)}"
        path = path or f"C:\\Users\\{user}\\Documents\\{self.chance.choice(NAMES)}\\{stem}"
        return self.defender(
            "DeviceFileEvents",
            {
                "SHA1": self.hash("sha1"),
                "FileSize": self.number(100, 900000),
                "MD5": self.hash("md5"),
                "FileName": path.replace("/", "\\").split("\\")[-1],
                "FolderPath": path,
                **self.initiating(process, user),
                "SHA256": self.hash("sha256"),
                "FileOriginUrl": None,
                "FileOriginIP": None,
                "FileOriginReferrerUrl": None,
                "ActionType": self.chance.choice(["FileCreated", "FileModified", "FileRenamed"]),
                "RequestProtocol": "Local",
                "RequestAccountName": user,
                "RequestAccountDomain": "tidewater",
                "AdditionalFields": None,
                "PreviousFolderPath": "",
                "PreviousFileName": "",
            },
        )

    def process(self):
        user = self.chance.choice(self.users)
        child = self.chance.choice(PROCESSES).format(user=user)
        return self.defender(
            "DeviceProcessEvents",
            {
                **self.initiating(user=user),
                "SHA1": self.hash("sha1"),
                "FileSize": self.number(20000, 900000),
                "FolderPath": child,
                "ProcessCommandLine": f'"{child}" /open {self.chance.choice(NAMES)}.{self.chance.choice(SUFFIXES)}',
                "FileName": child.split("\\")[-1],
                "ProcessId": self.number(600, 30000),
                "ProcessCreationTime": self.time(),
                "AccountDomain": "tidewater",
                "AccountName": user,
                "ProcessIntegrityLevel": "Medium",
                "SHA256": self.hash("sha256"),
                "AdditionalFields": None,
                "ActionType": "ProcessCreated",
            },
        )

    def audit(self, operation="UserLoggedIn", scopes=None):
        user = self.chance.choice(self.users)
        changes = [{"Name": "DelegatedPermissionGrant.Scope", "NewValue": f" {scopes}", "OldValue": ""}] if scopes else []
        return {
            "CreationTime": self.time()[:19],
            "Id": self.guid(),
            "Operation": operation,
            "OrganizationId": self.tenant,
            "RecordType": 8 if scopes else 15,
            "ResultStatus": "Success",
            "UserKey": self.guid(),
            "UserType": 0,
            "Version": 1,
            "Workload": "AzureActiveDirectory",
            "ClientIP": f"198.51.100.{self.number(1, 255)}",
            "ObjectId": self.guid(),
            "UserId": f"{user}@tidewater.example",
            "AzureActiveDirectoryEventType": 1,
            "ExtendedProperties": [{"Name": "ResultStatusDetail", "Value": "Success"}],
            "ModifiedProperties": changes,
            "Actor": [{"ID": f"{user}@tidewater.example", "Type": 5}],
            "ActorContextId": self.tenant,
            "InterSystemsId": self.guid(),
            "Target": [{"ID": self.guid(), "Type": 2}],
            "TargetContextId": self.tenant,
        }

    def entra(self, operation="Update user", scopes="User.Read"):
        time = self.time()
        user = self.chance.choice(self.users)
        change = {"displayName": "ConsentAction.Permissions", "oldValue": None, "newValue": f'"[] => [[ConsentType: Principal, Scope: {scopes}]]"'}
        return {
            "time": time,
            "resourceId": f"/tenants/{self.tenant}/providers/Microsoft.aadiam",
            "operationName": operation,
            "operationVersion": "1.0",
            "category": "AuditLogs",
            "tenantId": self.tenant,
            "resultSignature": "None",
            "durationMs": 0,
            "callerIpAddress": f"198.51.100.{self.number(1, 255)}",
            "correlationId": self.guid(),
            "Level": 4,
            "properties": {
                "id": f"Directory_{self.guid()}",
                "category": "ApplicationManagement",
                "result": "success",
                "activityDisplayName": operation,
                "activityDateTime": time,
                "loggedByService": "Core Directory",
                "operationType": "Assign",
                "initiatedBy": {"user": {"id": self.guid(), "displayName": None, "userPrincipalName": f"{user}@tidewater.example", "ipAddress": None, "roles": []}},
                "targetResources": [{"id": self.guid(), "displayName": "Crew Calendar Sync", "type": "ServicePrincipal", "modifiedProperties": [change]}],
                "additionalDetails": [],
            },
        }

    def sysmon(self, process=None, path=None):
        time = self.time()
        user = self.chance.choice(self.users)
        process = (process or self.chance.choice(PROCESSES)).format(user=user)
        path = path or f"C:\\Users\\{user}\\AppData\\Local\\Temp\\{self.chance.choice(NAMES)}-{self.number(1, 9000)}.tmp"
        return {
            "@timestamp": f"{time[:23]}Z",
            "agent": {"type": "winlogbeat", "version": "8.12.2"},
            "ecs": {"version": "8.0.0"},
            "event": {"code": "11", "kind": "event", "provider": "Microsoft-Windows-Sysmon"},
            "host": {"name": self.chance.choice(self.hosts)[0]},
            "winlog": {
                "channel": "Microsoft-Windows-Sysmon/Operational",
                "computer_name": f"{self.chance.choice(self.hosts)[0]}.tidewater.example",
                "event_id": "11",
                "provider_name": "Microsoft-Windows-Sysmon",
                "record_id": self.number(1000, 9000000),
                "event_data": {
                    "RuleName": "-",
                    "UtcTime": time[:23].replace("T", " "),
                    "ProcessGuid": f"{{{self.guid()}}}",
                    "ProcessId": str(self.number(600, 30000)),
                    "Image": process,
                    "TargetFilename": path,
                    "CreationUtcTime": time[:23].replace("T", " "),
                    "User": f"TIDEWATER\\{user}",
                },
            },
        }

    def tetragon(self, binary="/usr/sbin/nginx", path="/etc/nginx/conf.d/site.conf"):
        process = {
            "exec_id": self.hash("md5"),
            "pid": self.number(100, 90000),
            "uid": 0,
            "cwd": "/",
            "binary": binary,
            "arguments": "",
            "flags": "execve",
            "start_time": self.time(),
            "pod": {"namespace": "shop", "name": f"web-{self.number(1, 400)}", "container": {"id": f"containerd://{self.hash('sha256')}", "name": "web"}},
        }
        return {
            "process_kprobe": {
                "process": process,
                "function_name": "security_file_permission",
                "args": [{"file_arg": {"path": path, "permission": "-rw-r--r--"}}, {"int_arg": 4}],
                "action": "KPROBE_ACTION_POST",
                "policy_name": "file-access",
            },
            "node_name": f"node-{self.number(1, 40):02}",
            "time": self.time(),
        }

    def near_miss(self):
        url = f"http://169.254.169.254{self.chance.choice(METADATA)}"
        return self.chance.choice([
            lambda: self.network(self.chance.choice(AGENTS), "169.254.169.254", url),
            lambda: self.network(None, "169.254.169.254"),
            lambda: self.network(None, None, f"http://shop.example/fetch?u={url}"),
            lambda: self.file(r"c:\program files\git\mingw64\bin\git.exe", r"C:\Users\user001\.git-credentials"),
            lambda: self.file(None, r"C:\Users\user002\.config\gcloud\notes.txt"),
            lambda: self.tetragon("/usr/local/bin/kubelet", TOKEN),
            lambda: self.audit("Remove delegated permission grant.", "offline_access Mail.ReadWrite"),
            lambda: self.entra("Consent to application", "openid profile User.Read"),
        ])()

    def noise(self):
        draw = self.chance.random()
        if draw < 0.45:
            return self.network()
        if draw < 0.80:
            return self.file()
        if draw < 0.955:
            return self.process()
        if draw < 0.965:
            return self.audit()
        if draw < 0.97:
            return self.entra()
        if draw < 0.99:
            return self.sysmon()
        return self.tetragon()

    def theft(self, vector):
        if vector == "IMDS Token Request":
            url = f"http://169.254.169.254{self.chance.choice(METADATA)}"
            return self.network(r"c:\users\public\probe.exe", "169.254.169.254", url)
        if vector == "Kubernetes Service Account Token":
            return self.tetragon("/usr/bin/cat", TOKEN)
        if vector == "OAuth Token Cache Access":
            path = f"C:\\Users\\Public\\{self.chance.choice(CACHES)}"
            return self.chance.choice([self.file, self.sysmon])(r"c:\users\public\probe.exe", path)
        if self.chance.random() < 0.5:
            return self.audit("Add delegated permission grant.", "offline_access Mail.ReadWrite")
        return self.entra("Consent to application", "Files.ReadWrite.All User.Read")


def line(record):
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def size(text):
    digits = text.rstrip("KMGIBkmgib")
    unit = text[len(digits):].upper()
    unit = unit if unit in UNITS else unit.removesuffix("B")
    if unit not in UNITS:
        raise argparse.ArgumentTypeError(f"{text!r} is no size: write 500M, 2G or 1GiB")
    return int(float(digits) * UNITS[unit])


def write(out, wanted, seed):
    writer = Writer(seed)
    pool = [line(writer.noise()) for _ in range(POOL)]
    for index in range(0, POOL, 600):
        pool[index] = line(writer.near_miss())
    thefts = [line(writer.theft(vector)) for vector, count in PLANTED.items() for _ in range(count)]
    writer.chance.shuffle(thefts)
    # Thefts stand at even distances; the first and last ones near the ends.
    places = [wanted * (number * 2 + 1) // (len(thefts) * 2) for number in range(len(thefts))]
    written = block = 0
    while written < wanted:
        lines = writer.chance.choices(pool, k=min(BLOCK_LINES, (wanted - written) // 2000 + 1))
        text = b"".join(lines).replace(DAY_AND_HOUR, f"2026-01-{block // 24 % 28 + 1:02}T{block % 24:02}:".encode())
        written += out.write(text)
        block += 1
        while places and places[0] <= written:
            places.pop(0)
            written += out.write(thefts.pop())
    for theft in thefts:
        written += out.write(theft)
    return written


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", type=size, default=size("1G"), help="about how much to write: 500M, 2G, 1GiB (default 1G)")
    parser.add_argument("--seed", type=int, default=1528, help="other lines for another number (default 1528)")
    parser.add_argument("--out", required=True, help="the file to write")
    arguments = parser.parse_args()
    with open(arguments.out, "wb") as out:
        written = write(out, arguments.size, arguments.seed)
    json.dump({"bytes": written, "seed": arguments.seed, "planted": PLANTED}, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
