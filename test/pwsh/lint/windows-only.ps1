$context['Days'] | Out-Null
Get-Content x -Encoding Byte
$excel = New-Object -ComObject Excel.Application
Start-Process notepad -Verb RunAs
Invoke-Command -ComputerName web1 -ScriptBlock { hostname }
Test-Connection -ComputerName web1
$entry = [ADSI]'LDAP://dc=example'
$me = [System.Security.Principal.WindowsIdentity]::GetCurrent()
Get-Item x -Stream Zone.Identifier
function Get-State { param($ComputerName) "$ComputerName" }
Get-State -ComputerName web1
