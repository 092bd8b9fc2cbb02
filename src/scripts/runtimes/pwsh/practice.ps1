# Run once before a process waits for its first run, so that what most scripts use is loaded and compiled by then.
"a line"
Write-Host 'another one'
Write-Warning 'a warning'
try { throw 'caught' } catch { $caught = $_ }
$read = '{"text":"x","list":[1,2]}' | ConvertFrom-Json
$null = $read | ConvertTo-Json -Depth 5
[pscustomobject]@{ a = 1; b = 'x' } | Out-Host
@{ text = "$($read.text)"; list = @(1, 2); when = [datetime]::UtcNow; error = $caught; inner = @{ number = 1 } }
