try { 1 / $context['Zero'] }
catch {
    $context['Error'] = $_
    $table = @{ first = $_.Exception.Message; whole = $_; last = $Error[0] }
}
1..3 | ForEach-Object { @{ number = $_ } }
