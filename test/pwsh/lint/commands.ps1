$subject = $context['Subject']
Get-ADUser -Filter "mail -eq '$subject'"
ActiveDirectory\Get-ADGroup x
Get-WmiObject Win32_OperatingSystem
certutil.exe -dump
& "C:\Windows\System32\certreq.exe" -submit
function Get-Website { 'mine' }
Get-Website
Get-ChildItem . | Where-Object { $_.Name -eq 'Get-ADUser' }
sort
Get-ChildItem | sort Name
ls -Recurse
gwmi Win32_Service
"a sort of text"
Sort-Object
