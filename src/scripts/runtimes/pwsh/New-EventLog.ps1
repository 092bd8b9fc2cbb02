# Every source counts as registered, so this is the usual error, which does not end a script.
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)][Alias('LN')][string]$LogName,
    [Parameter(Mandatory, Position = 1)][Alias('SRC')][string[]]$Source,
    [Alias('CN')][string[]]$ComputerName,
    [string]$MessageResourceFile, [string]$CategoryResourceFile, [string]$ParameterResourceFile
)
foreach ($name in $Source) { Microsoft.PowerShell.Utility\Write-Error -Message "The `"$name`" source is already registered on the `"localhost`" computer." -Category InvalidOperation -ErrorId NewEventLog }
