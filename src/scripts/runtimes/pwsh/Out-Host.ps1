# Shows objects at their place in the log; the real one would say nothing, or say it too early.
[CmdletBinding()]
param([switch]$Paging, [Parameter(ValueFromPipeline)][psobject]$InputObject)
begin { $shown = [System.Collections.Generic.List[object]]::new() }
process { $shown.Add($InputObject) }
end { Microsoft.PowerShell.Utility\Write-Host ($shown | Microsoft.PowerShell.Utility\Out-String -Width 200).Trim("`r", "`n") }
