$context['Days'] | Out-Null
$log = 'D:\Logs\x.log'
Test-Path C:/temp/x
Set-Location HKLM:\Software
$key = 'HKEY_LOCAL_MACHINE\Software'
Copy-Item x \\server\share\x
Get-ChildItem Cert:\CurrentUser\My
$address = 'https://example.org:8443/path'
$pattern = '^\\d+\\s'
$drive = "found on $env:HOME"
