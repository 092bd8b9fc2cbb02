$context['Days'] | Out-Null
Add-Content -Path 'C:\Logs\x.log' -Value $env:COMPUTERNAME
