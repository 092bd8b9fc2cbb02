param([Parameter(Mandatory)][string]$Name, [int]$Days = 30)
Write-Output "looked at $Name"
