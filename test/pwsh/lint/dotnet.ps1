$data = Invoke-RestMethod -Uri $context['Uri']
$pointer = [Runtime.InteropServices.Marshal]::SecureStringToBSTR($password)
$plain = [System.Runtime.InteropServices.Marshal]::PtrToStringAuto($pointer)
$day = $data.notAfter.Split('T')[0]
$name = $data.name.Split('.')[0]
[System.Net.ServicePointManager]::SecurityProtocol = [System.Net.SecurityProtocolType]::Tls12
[Net.ServicePointManager]::ServerCertificateValidationCallback = { $true }
Add-Type 'public class TrustAll : ICertificatePolicy { }'
try { Invoke-RestMethod -Uri https://example.org }
catch [System.Net.WebException] {
    $stream = $_.Exception.Response.GetResponseStream()
}
