$to = $context['Recipient']
Send-MailMessage -To 'a@example.org, b@example.org' -From p@example.org -Subject x -Encoding utf8
$arguments = @{ To = $to; Subject = 'x' }
Send-MailMessage @arguments
Send-MailMessage -To 'a@example.org', 'b@example.org' -From p@example.org `
    -Subject x
