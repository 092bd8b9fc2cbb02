$mail = $context["Recipient"]
$answer = Invoke-WebRequest -Uri "https://ca.example.org/api" -UseDefaultCredentials
Add-Content -Path "C:\Logs\handler.log" -Value "told $mail"
Send-MailMessage -To $mail -From 'pki@example.org' -Subject 'Expiring' -SmtpServer smtp.example.org
