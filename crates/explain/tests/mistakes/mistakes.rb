# Mistakes that are made in Ruby: by Time.
require 'digest'
require 'erb'
require 'time'

def sign(expiry) = Digest::SHA1.hexdigest([ENV['ID'], ENV['PC'], ENV['KEY'], expiry].join('#'))

def mistake(code, what, expiry, signature)
  puts [code, what, "https://data.example/feed?id=#{ENV['ID']}&pc=#{ENV['PC']}&expiry=#{ERB::Util.url_encode(expiry)}&signature=#{signature}"].join("\t")
end

java = ENV['EXPIRY']
at = Time.at(ENV['MILLIS'].to_i / 1000).utc
{
  'to_s' => ['expiry-date-library', at.to_s],
  'httpdate' => ['expiry-date-library', at.httpdate],
  'rfc2822' => ['expiry-date-library', at.rfc2822.sub('-0000', '+0000')],
  'iso8601' => ['expiry-without-fraction', at.iso8601],
}.each do |what, (code, text)|
  mistake(code, "#{what} signed", java, sign(text))
  mistake(code, "#{what} sent", text, sign(java))
end
mistake('expiry-date-library', 'to_s of a time with offset signed', java, sign(at.getlocal('+00:00').to_s))
mistake('signature-base64', 'base64digest', java, Digest::SHA1.base64digest([ENV['ID'], ENV['PC'], ENV['KEY'], java].join('#')))
