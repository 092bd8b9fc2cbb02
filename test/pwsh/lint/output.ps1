$context | ConvertTo-Json
$context | ConvertTo-Json -Depth 5
Get-Process | Format-Table Name, Id | Out-String
Get-Process | Format-Table | Out-String -Width 300
Get-Process | Out-String
