$host = $context['Host']
foreach ($pid in 1..3) { $pid }
$null = New-Item x
$null = 5
[string]$input = 'x'
$script:error = 1
$hostName = 'fine'
$context.Host = 'fine'
