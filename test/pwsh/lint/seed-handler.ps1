[hashtable]$context
$LoadServer = "True" -eq $context["LoadServer"]
switch ($context["Template"]) {
    'Web' { $context["sendEMail"] = "false"; break }
    default { Write-Output "left alone" }
}
while ($false) { do { } until ($true) }
$body = @"
{"subject": "$($context['Subject'])", "quoted": "`"x`""}
"@
Invoke-RestMethod -Uri "$($context['Uri'])/things?a=b&c=$([uri]::EscapeDataString($context['Subject']))" -Method Post -Body $body
