[hashtable]$context
# The shims take these as they are.
New-EventLog -LogName Application -Source 'Certificates' -ErrorAction SilentlyContinue
Write-EventLog -LogName Application -Source 'Certificates' -EventId 7 -Message "$($context['Subject'])" -ComputerName elsewhere
[System.Diagnostics.EventLog]::WriteEntry('Certificates', 'text')
$log = New-Object System.Diagnostics.EventLog 'Application'
Get-EventLog -LogName Application -Newest 5
