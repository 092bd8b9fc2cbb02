$context['Days'] | Out-Null
$password = 'Sommer2024!'
$clientSecret = "$($context['Secret'])"
$tokenUrl = 'https://example.org/token'
$headers = @{ Authorization = 'Basic dXNlcjpwYXNzd29yZA=='; 'X-Api-Key' = 'k-0123456789' }
$secure = ConvertTo-SecureString 'Sommer2024!' -AsPlainText -Force
$fine = ConvertTo-SecureString $secrets['smtp'] -AsPlainText -Force
$key = @'
-----BEGIN RSA PRIVATE KEY-----
'@
Connect-Thing -User a -Password 'Sommer2024!'
$sealed = '01000000d08c9ddf0115d1118c7a00c04fc297eb'
ConvertFrom-SecureString $secure
ConvertFrom-SecureString $secure -AsPlainText
