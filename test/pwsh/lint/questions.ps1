$answer = Read-Host "Continue $($context['Days'])"
$login = Get-Credential
Remove-Item x -Confirm:$false
Remove-Item x -Confirm
Set-ExecutionPolicy Bypass -Scope Process
pause
