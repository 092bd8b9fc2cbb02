$file = $context['File']
$certificate = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2
$certificate.Import($file)
$certificate.FriendlyName = 'web'
$certificate.PrivateKey = $key
$size = $certificate.PublicKey.Key.KeySize
$names = $certificate.DnsNameList
$usages = $certificate.EnhancedKeyUsageList
$store = [System.Security.Cryptography.X509Certificates.X509Store]::new('My', 'LocalMachine')
$place = [System.Security.Cryptography.X509Certificates.StoreLocation]::LocalMachine
$text = $san.Replace('DNS Name=', '')
