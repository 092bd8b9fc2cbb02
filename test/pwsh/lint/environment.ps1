$context['Days'] | Out-Null
$who = "$env:USERNAME on ${env:COMPUTERNAME}"
$old = $env:Path
$own = $env:PATH
$temporary = $env:TEMP
$programs = ${env:ProgramFiles(x86)}
