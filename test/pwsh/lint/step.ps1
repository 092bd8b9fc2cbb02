param(
    [string]$Name,
    $Subject
)
# sort, ls and C:\ in a comment are nothing; neither is "certutil" in a text.
<# Send-MailMessage -To 'a, b' #>
if ($Name -like '$(*') { throw 'Name is missing' }
$total = (Get-ChildItem -Recurse | Measure-Object -Property Length -Sum).Sum
return @{ total = $total; when = (Get-Date).ToUniversalTime().ToString('o') }
