# Tells in one line of JSON what this PowerShell is. A launcher that only finds it answers for the one that it found.
& test -x ([IO.Path]::Combine($PSHOME, 'pwsh'))
$startsItself = $LASTEXITCODE -eq 0   # jobs start a program that not every account may be allowed to run
$library = [IO.Path]::Combine($PSHOME, 'pwsh.dll')
if (-not [IO.File]::Exists($library)) { $library = [System.Reflection.Assembly]::GetEntryAssembly().Location }
ConvertTo-Json -Compress -InputObject ([ordered]@{ version = "$($PSVersionTable.PSVersion)"; library = $library; program = [Environment]::ProcessPath; startsItself = $startsItself })
