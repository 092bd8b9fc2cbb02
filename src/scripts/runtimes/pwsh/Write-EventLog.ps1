# Writes a line of JSON for the runner, which hands the entry on: also when the script fails later.
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)][Alias('LN')][string]$LogName,
    [Parameter(Mandatory, Position = 1)][Alias('SRC')][string]$Source,
    [Parameter(Mandatory, Position = 2)][Alias('ID', 'EID')][ValidateRange(0, 65535)][int]$EventId,
    [Parameter(Position = 3)][Alias('ET')][ValidateSet('Error', 'Warning', 'Information', 'SuccessAudit', 'FailureAudit')][string]$EntryType = 'Information',
    [Parameter(Mandatory, Position = 4)][Alias('MSG')][ValidateLength(0, 32766)][AllowEmptyString()][string]$Message,
    [int16]$Category = 1, [Alias('RD')][byte[]]$RawData, [Alias('CN')][string]$ComputerName
)
$entry = [ordered]@{ log = $LogName; source = $Source; eventId = $EventId; entryType = $EntryType; category = $Category; message = $Message; time = [datetime]::UtcNow.ToString('o') }
if ($RawData) { $entry.data = [convert]::ToBase64String($RawData) }
if ($ComputerName) { $entry.computer = $ComputerName }
[System.IO.File]::AppendAllText($CertloomEventFile, (Microsoft.PowerShell.Utility\ConvertTo-Json -InputObject $entry -Compress) + "`n")
